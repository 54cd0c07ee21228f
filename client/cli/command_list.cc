#include "client/cli/command_list.h"

#include <array>

#include "client/cli/account_options.h"
#include "client/cli/config_options.h"
#include "client/cli/daemon_options.h"
#include "client/cli/keys_options.h"
#include "client/cli/register_options.h"
#include "client/cli/secrets_options.h"

namespace chutes::cli {
namespace {

constexpr std::array kGroups = {
    GroupSpec{"keys", "Manage API keys"},
    GroupSpec{"secrets", "Manage secrets that chutes find in their environment"},
    GroupSpec{"config", "Show and check the settings that are in force", "explain"},
    GroupSpec{"daemon", "Start, stop and watch the daemon", "status"},
};

constexpr std::array kCommands = {
    CommandSpec{
        "", "register", "Create an account for a hotkey of a local wallet",
        "chutes register\n"
        "  chutes register --username alice --wallet my_wallet --hotkey my_hotkey --token-stdin < token.txt",
        AddRegisterOptions, FinishRegister, true},
    CommandSpec{"", "refinger", "Set a new fingerprint for the account",
                "chutes refinger --yes\n  chutes refinger --fingerprint-stdin --yes < fingerprint.txt",
                AddRefingerOptions, FinishRefinger, true},
    CommandSpec{"", "status", "Show which account is in use, where each setting came from, and the daemon",
                "chutes status\n  chutes status --config-path ~/.chutes/environments/prod.ini", AddNoOptions,
                FinishStatus},
    CommandSpec{"", "whoami", "Show the account as the API knows it", "chutes whoami --output json",
                AddNoOptions, FinishWhoami},
    CommandSpec{"", "profiles", "List the config files in ~/.chutes/environments", "chutes profiles",
                AddNoOptions, FinishProfiles},
    CommandSpec{"", "doctor", "Look for what is wrong, and show the command that mends it",
                "chutes doctor\n  chutes doctor --output json", AddDoctorOptions, FinishDoctor},
    CommandSpec{"", "version", "Show the versions of client and daemon", "chutes version", AddNoOptions,
                FinishVersion},
    CommandSpec{"keys", "list", "List API keys, newest first",
                "chutes keys list\n  chutes keys list --name ci --limit 100 --output json",
                AddKeysListOptions, FinishKeysList},
    CommandSpec{"keys", "create", "Create an API key; its secret is shown once",
                "chutes keys create --name admin --admin\n"
                "  chutes keys create --name invoke-all --chutes --action invoke\n"
                "  chutes keys create --name two --chute-ids ID1,ID2 --action read",
                AddKeysCreateOptions, FinishKeysCreate},
    CommandSpec{"keys", "get", "Show an API key", "chutes keys get my-key", AddKeyOption, FinishKeysGet},
    CommandSpec{"keys", "delete", "Delete an API key",
                "chutes keys delete old-key\n  chutes keys delete old-key --yes", AddKeysDeleteOptions,
                FinishKeysDelete},
    CommandSpec{"secrets", "list", "List secrets, newest first", "chutes secrets list --limit 100",
                AddPageOptions, FinishSecretsList},
    CommandSpec{"secrets", "create", "Create a secret for a chute",
                "chutes secrets create --purpose my-llm-chute --key HF_TOKEN --value-stdin < token.txt",
                AddSecretsCreateOptions, FinishSecretsCreate, true},
    CommandSpec{"secrets", "set", "Create a secret for a chute, or replace the one that is there",
                "chutes secrets set --purpose my-llm-chute --key HF_TOKEN --value-file token.txt",
                AddSecretsCreateOptions, FinishSecretsSet, true},
    CommandSpec{"secrets", "get", "Show a secret; its value can never be read back",
                "chutes secrets get 0d9dcd45-9b0a-5d6d-8f6c-2f6ad8f2a1c5\n"
                "  chutes secrets get --purpose my-llm-chute --key HF_TOKEN",
                AddSecretOption, FinishSecretsGet},
    CommandSpec{"secrets", "delete", "Delete a secret",
                "chutes secrets delete 0d9dcd45-9b0a-5d6d-8f6c-2f6ad8f2a1c5 --yes", AddSecretsDeleteOptions,
                FinishSecretsDelete},
    CommandSpec{"config", "path", "Show which config file is in use", "chutes config path", AddNoOptions,
                FinishConfigPath},
    CommandSpec{"config", "show", "Show what the config file says, secrets masked",
                "chutes config show\n  chutes config show --profile prod", AddNoOptions, FinishConfigShow},
    CommandSpec{"config", "explain", "Show each setting, where it came from and what it hides",
                "chutes config explain", AddNoOptions, FinishConfigExplain},
    CommandSpec{"config", "check", "Read the config file anew and say what is wrong with it",
                "chutes config check && echo good", AddNoOptions, FinishConfigCheck},
    CommandSpec{"daemon", "start", "Start the daemon, unless it runs", "chutes daemon start", AddNoOptions,
                FinishDaemonStart},
    CommandSpec{"daemon", "stop", "End the daemon", "chutes daemon stop", AddNoOptions, FinishDaemonStop},
    CommandSpec{"daemon", "restart", "End the daemon and start it again", "chutes daemon restart",
                AddNoOptions, FinishDaemonRestart},
    CommandSpec{"daemon", "status", "Show whether the daemon runs, since when, and what started it",
                "chutes daemon status --output json", AddNoOptions, FinishDaemonStatus},
    CommandSpec{"daemon", "logs", "Show the last lines of the daemon's log",
                "chutes daemon logs\n  chutes daemon logs --lines 200 --follow", AddDaemonLogsOptions,
                FinishDaemonLogs},
};

}  // namespace

std::span<const GroupSpec> Groups() { return kGroups; }

std::span<const CommandSpec> Commands() { return kCommands; }

}  // namespace chutes::cli
