#include <array>

#include "client/commands/command.h"

namespace chutes::commands {

// A line here is all that registers a command. The order is that of --help.
#define EVERY_COMMAND(X) \
  X(Register)            \
  X(Refinger)            \
  X(Status)              \
  X(Whoami)              \
  X(Profiles)            \
  X(Doctor)              \
  X(Version)             \
  X(KeysList)            \
  X(KeysCount)           \
  X(KeysCreate)          \
  X(KeysGet)             \
  X(KeysDelete)          \
  X(SecretsList)         \
  X(SecretsCreate)       \
  X(SecretsSet)          \
  X(SecretsGet)          \
  X(SecretsDelete)       \
  X(ConfigPath)          \
  X(ConfigShow)          \
  X(ConfigExplain)       \
  X(ConfigCheck)         \
  X(DaemonStart)         \
  X(DaemonStop)          \
  X(DaemonRestart)       \
  X(DaemonStatus)        \
  X(DaemonLogs)

#define DECLARE(name) std::unique_ptr<Command> Make##name();
EVERY_COMMAND(DECLARE)

namespace {

constexpr std::array kGroups = {
    GroupInfo{"keys", "Manage API keys", "list"},
    GroupInfo{"secrets", "Manage secrets that chutes find in their environment", "list"},
    GroupInfo{"config", "Show and check the settings that are in force", "explain"},
    GroupInfo{"daemon", "Start, stop and watch the daemon", "status"},
};

#define MAKE(name) Make##name,
constexpr MakeCommand kCommands[] = {EVERY_COMMAND(MAKE)};

}  // namespace

std::span<const GroupInfo> Groups() { return kGroups; }

std::span<const MakeCommand> Commands() { return kCommands; }

}  // namespace chutes::commands
