#include "client/commands/command_line.h"

#include <gtest/gtest.h>

#include <sstream>

#include "chutesd/v1/account.pb.h"
#include "chutesd/v1/keys.pb.h"
#include "chutesd/v1/secrets.pb.h"
#include "tests/unit/client/fake_platform.h"
#include "tests/unit/client/sample_replies.h"

namespace chutes::commands {
namespace {

std::vector<std::string> Words(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

// The first request that a command line leads to.
template <typename Request, typename Response>
Request Sent(std::string_view method, std::vector<std::string> words) {
  FakePlatform platform;
  platform.Answer(method, Response());
  EXPECT_EQ(platform.Run(std::move(words)), 0) << platform.err;
  return platform.Seen<Request>(0);
}

chutesd::v1::ListKeysRequest ListKeys(const std::string& line) {
  return Sent<chutesd::v1::ListKeysRequest, chutesd::v1::ListKeysResponse>(rpc::method::kListKeys,
                                                                           Words(line));
}

std::string KeyOf(std::vector<std::string> words) {
  return Sent<chutesd::v1::GetKeyRequest, chutesd::v1::GetKeyResponse>(rpc::method::kGetKey, std::move(words))
      .key();
}

chutesd::v1::CreateSecretRequest CreateSecret(std::vector<std::string> words) {
  return Sent<chutesd::v1::CreateSecretRequest, chutesd::v1::CreateSecretResponse>(rpc::method::kCreateSecret,
                                                                                   std::move(words));
}

EarlyExit Stopped(std::vector<std::string> words) {
  CommandLine result = ParseCommandLine(std::move(words));
  if (const auto* early = std::get_if<EarlyExit>(&result)) return *early;
  ADD_FAILURE() << "accepted";
  return {};
}

Invocation Parsed(const std::string& line) {
  CommandLine result = ParseCommandLine(Words(line));
  if (const auto* early = std::get_if<EarlyExit>(&result)) {
    ADD_FAILURE() << line << ": " << early->err;
    return {std::make_unique<Globals>(), {}, nullptr};
  }
  return std::move(std::get<Invocation>(result));
}

Globals GlobalsOf(const std::string& line) { return *Parsed(line).globals; }

TEST(CommandLine, ReadsTheDocumentedRegistrations) {
  const auto request = Sent<chutesd::v1::RegisterAccountRequest, chutesd::v1::RegisterAccountResponse>(
      rpc::method::kRegisterAccount,
      Words(
          "register --username myusername --wallet my_wallet --hotkey my_hotkey --wallets-path ~/w --token T "
          "--force"));
  EXPECT_EQ(request.username(), "myusername");
  EXPECT_EQ(request.wallet(), "my_wallet");
  EXPECT_EQ(request.hotkey(), "my_hotkey");
  EXPECT_EQ(request.wallets_path(), "/home/alice/w");
  EXPECT_EQ(request.registration_token(), "T");
  EXPECT_TRUE(request.overwrite_config());
}

TEST(CommandLine, ReadsTheDocumentedKeyLists) {
  const auto plain = ListKeys("keys list");
  EXPECT_EQ(plain.page_size(), 25);
  EXPECT_EQ(plain.skip(), 0);
  EXPECT_EQ(plain.name(), "");
  const auto full = ListKeys("keys list --name ci --limit 1000 --page 3");
  EXPECT_EQ(full.page_size(), 1000);
  EXPECT_EQ(full.skip(), 3000);
  EXPECT_EQ(full.name(), "ci");
  EXPECT_EQ(ListKeys("keys list --page 3 --limit 10").skip(), 30);
}

TEST(CommandLine, ReadsKeysByNameOrIdWhateverTheyAreCalled) {
  for (const std::string name :
       {"my-key", "list", "keys", "get", "status", "build", "a b", "[x]", "{}", "%%", "/x"}) {
    EXPECT_EQ(KeyOf({"keys", "get", name}), name);
  }
  for (const std::string name : {"-x", "++", "--name"}) EXPECT_EQ(KeyOf({"keys", "get", "--", name}), name);
  for (const std::string line : {"keys delete old-key --yes", "keys delete -y old-key"}) {
    FakePlatform platform;
    platform.Answer(rpc::method::kGetKey, chutesd::v1::GetKeyResponse());
    platform.Answer(rpc::method::kDeleteKey, chutesd::v1::DeleteKeyResponse());
    EXPECT_EQ(platform.Run(Words(line)), 0);
    EXPECT_EQ(platform.Seen<chutesd::v1::GetKeyRequest>(0).key(), "old-key");
  }
}

TEST(CommandLine, ReadsTheDocumentedSecrets) {
  const auto request =
      CreateSecret(Words("secrets create --purpose my-llm-chute --key HF_TOKEN --value hf_xxxxxxxxxxxx"));
  EXPECT_EQ(request.purpose(), "my-llm-chute");
  EXPECT_EQ(request.key(), "HF_TOKEN");
  EXPECT_EQ(request.value(), "hf_xxxxxxxxxxxx");
  const auto list = Sent<chutesd::v1::ListSecretsRequest, chutesd::v1::ListSecretsResponse>(
      rpc::method::kListSecrets, Words("secrets list --limit 5 --page 2"));
  EXPECT_EQ(list.page_size(), 5);
  EXPECT_EQ(list.skip(), 10);
  const auto get = Sent<chutesd::v1::GetSecretRequest, chutesd::v1::GetSecretResponse>(
      rpc::method::kGetSecret, Words("secrets get sec_123abc"));
  EXPECT_EQ(get.secret_id(), "sec_123abc");
}

TEST(CommandLine, TakesValuesAsTheyAre) {
  for (const std::string value :
       {"-dash", "--dashes", "--name", "[list]", "{}", "a,b", "a=b", "=", "\"q\"", "%%", " "}) {
    const std::vector<std::string> head = {"secrets", "create", "--purpose", "p", "--key", "k"};
    std::vector<std::string> apart = head;
    apart.insert(apart.end(), {"--value", value});
    EXPECT_EQ(CreateSecret(apart).value(), value);
    std::vector<std::string> joined = head;
    joined.push_back("--value=" + value);
    EXPECT_EQ(CreateSecret(joined).value(), value);
  }
}

TEST(CommandLine, ReadsTheOtherCommands) {
  for (const std::string line : {"status", "whoami", "version", "profiles", "config path", "config show",
                                 "config explain", "config check", "refinger", "doctor", "daemon start",
                                 "daemon restart", "daemon stop", "daemon status", "daemon logs"}) {
    const Invocation read = Parsed(line);
    ASSERT_TRUE(read.command) << line;
    EXPECT_EQ(read.info.name, line);
  }
  EXPECT_EQ(Parsed("--version").info.name, "version");
}

TEST(CommandLine, OnlyCommandsAboutTheDaemonItselfFindItAsItIs) {
  for (const CommandInfo* const info : kCommands) {
    EXPECT_EQ(info->starts_daemon, !info->name.starts_with("daemon ") && info->name != "version")
        << info->name;
  }
}

TEST(CommandLine, TakesTheOptionsOfEveryCommandOnBothSides) {
  const std::vector<std::string> commands = {"status",
                                             "whoami",
                                             "version",
                                             "profiles",
                                             "config explain",
                                             "keys list",
                                             "keys get k",
                                             "keys delete k",
                                             "secrets list",
                                             "secrets get s",
                                             "secrets delete s",
                                             "keys create --name n --admin",
                                             "secrets create --purpose p --key k --value v",
                                             "register --username u --wallet w --hotkey h --token t"};
  const std::string options = "--config-path prod.ini --output json --socket /s --timeout 1.5";
  for (const std::string& command : commands) {
    for (const std::string& line : {options + " " + command, command + " " + options}) {
      const Globals globals = GlobalsOf(line);
      EXPECT_EQ(globals.config_path, "prod.ini") << line;
      EXPECT_TRUE(globals.json) << line;
      EXPECT_EQ(globals.socket, "/s") << line;
      EXPECT_EQ(globals.timeout, std::chrono::milliseconds(1500)) << line;
    }
    const Globals defaults = GlobalsOf(command);
    EXPECT_EQ(defaults.config_path, std::nullopt);
    EXPECT_FALSE(defaults.json);
    EXPECT_EQ(defaults.timeout, std::chrono::seconds(30));
  }
  EXPECT_TRUE(GlobalsOf("keys --output json list").json);
}

TEST(CommandLine, HasHelpWithAnExampleEverywhere) {
  std::vector<std::string> lines = {"", "keys", "secrets", "config", "daemon"};
  for (const CommandInfo* const info : kCommands) lines.emplace_back(info->name);
  for (const std::string& line : lines) {
    const EarlyExit help = Stopped(Words(line + " --help"));
    EXPECT_EQ(help.exit, Exit::kOk) << line;
    EXPECT_NE(help.out.find("Example:\n  chutes "), std::string::npos) << line;
    EXPECT_NE(help.out.find("--config-path"), std::string::npos) << line;
    EXPECT_EQ(help.err, "") << line;
    EXPECT_EQ(Stopped(Words("help " + line)).out, help.out) << line;
  }
}

TEST(CommandLine, ShowsHelpOnStandardErrorWhenTheCommandIsMissing) {
  for (const std::string line : {"", "keys", "secrets", "--output json"}) {
    const EarlyExit stop = Stopped(Words(line));
    EXPECT_EQ(stop.exit, Exit::kUsage) << line;
    EXPECT_EQ(stop.out, "") << line;
    EXPECT_NE(stop.err.find("Usage:"), std::string::npos) << line;
  }
}

struct Refusal {
  std::string line;
  std::string error;
};

TEST(CommandLine, SaysInOneLineWhatIsWrongAndWhatToTypeNext) {
  const std::vector<Refusal> refusals = {
      {"kyes list", "chutes: unknown command 'kyes'; did you mean 'keys'?\n  next: chutes --help\n"},
      {"keys craete --name x",
       "chutes: unknown command 'craete'; did you mean 'create'?\n  next: chutes keys --help\n"},
      {"keys list --nmae x",
       "chutes: unknown option '--nmae'; did you mean '--name'?\n  next: chutes keys list --help\n"},
      {"keys list --nmae=x",
       "chutes: unknown option '--nmae'; did you mean '--name'?\n  next: chutes keys list --help\n"},
      {"keys list --zzzzzzzz", "chutes: unknown option '--zzzzzzzz'\n  next: chutes keys list --help\n"},
      {"keys get a b", "chutes: unexpected argument 'b'\n  next: chutes keys get --help\n"},
      {"keys get", "chutes: which key? give its name or id\n  next: chutes keys get NAME_OR_ID\n"},
      {"keys list --name a --name b",
       "chutes: --name is given more than once\n  next: chutes keys list --help\n"},
      {"keys list --limit", "chutes: --limit needs a value\n  next: chutes keys list --help\n"},
      {"keys delete k --yes=maybe", "chutes: --yes takes no value\n  next: chutes keys delete --help\n"},
      {"keys list --limit 0",
       "chutes: --limit: must be a whole number from 1 to 1000, not '0'\n  next: chutes keys list --help\n"},
      {"keys list --limit 1001",
       "chutes: --limit: must be a whole number from 1 to 1000, not '1001'\n  next: chutes keys list "
       "--help\n"},
      {"keys list --limit 1000 --page 2147484",
       "chutes: --page: must be a whole number from 0 to 2147483, not '2147484'\n  next: chutes keys list "
       "--help\n"},
      {"secrets list --page -1",
       "chutes: --page: must be a whole number from 0 to 85899345, not '-1'\n  next: chutes secrets list "
       "--help\n"},
      {"keys list --limit x --limit 3",
       "chutes: --limit: must be a whole number from 1 to 1000, not 'x'\n  next: chutes keys list --help\n"},
      {"status --output xml",
       "chutes: --output: must be table or json, not 'xml'\n  next: chutes status --help\n"},
      {"status --timeout nan",
       "chutes: --timeout: must be a number of seconds from 0.001 to 3600, not 'nan'\n  next: chutes status "
       "--help\n"},
      {"status --socket=", "chutes: --socket: must not be empty\n  next: chutes status --help\n"},
      {"secrets create --key K --value v",
       "chutes: --purpose is missing\n  next: chutes secrets create --purpose CHUTE --key K --value-stdin\n"},
      {"secrets create --purpose p --key K --value v --value-stdin",
       "chutes: --value excludes --value-stdin\n"
       "  next: chutes secrets create --purpose p --key K --value-stdin\n"},
      {"register --restore --wallet w",
       "chutes: --restore needs --wallet and --hotkey\n"
       "  next: chutes register --restore --wallet w --hotkey HOTKEY\n"},
      {"register --token-stdin --token-file t",
       "chutes: --token-stdin excludes --token-file\n"
       "  next: chutes register --username NAME --wallet WALLET --hotkey HOTKEY --token-stdin\n"},
  };
  for (const Refusal& refusal : refusals) {
    const EarlyExit stop = Stopped(Words(refusal.line));
    EXPECT_EQ(stop.exit, Exit::kUsage) << refusal.line;
    EXPECT_EQ(stop.out, "") << refusal.line;
    EXPECT_EQ(stop.err, refusal.error) << refusal.line;
  }
}

TEST(CommandLine, HelpIsShownWhateverAValueIs) {
  EXPECT_EQ(Stopped(Words("keys list --limit x --help")).out, Stopped(Words("keys list --help")).out);
  EXPECT_EQ(Stopped(Words("keys list --nmae x --help")).exit, Exit::kUsage);
}

TEST(CommandLine, NeverRepeatsWhatMayBeASecret) {
  for (const std::string line :
       {"secrets create --purpose p --key k --value CANARY CANARY2", "secrets create --valeu CANARY",
        "secrets create --valeu=CANARY", "secrets create --value=CANARY --value CANARY",
        "secrets CANARY=1 create --value", "register --token CANARY CANARY2", "register --tokne=CANARY",
        "secrets create --value CANARY --limit 1", "secrets create --value-stdin=CANARY"}) {
    const EarlyExit stop = Stopped(Words(line));
    EXPECT_EQ(stop.exit, Exit::kUsage) << line;
    if (line.find("secrets CANARY") == std::string::npos) {
      EXPECT_EQ(stop.err.find("CANARY"), std::string::npos) << stop.err;
    }
  }
}

TEST(CommandLine, RefusesWordsThatAreNotUtf8) {
  EXPECT_EQ(Stopped({"keys", "get", "\xff"}).err, "chutes: argument 3 is not UTF-8\n  next: chutes --help\n");
}

}  // namespace
}  // namespace chutes::commands
