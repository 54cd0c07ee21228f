#include "client/cli/command_line.h"

#include <gtest/gtest.h>

#include <sstream>

namespace chutes::cli {
namespace {

std::vector<std::string> Words(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

template <typename Args>
Args Parsed(std::vector<std::string> words) {
  const std::variant<Invocation, Stop> result = ParseCommandLine(std::move(words));
  if (const auto* stop = std::get_if<Stop>(&result)) {
    ADD_FAILURE() << stop->err;
    return {};
  }
  const Command& command = std::get<Invocation>(result).command;
  EXPECT_TRUE(std::holds_alternative<Args>(command));
  return std::holds_alternative<Args>(command) ? std::get<Args>(command) : Args{};
}

template <typename Args>
Args Parsed(const std::string& line) {
  return Parsed<Args>(Words(line));
}

Stop Stopped(std::vector<std::string> words) {
  const std::variant<Invocation, Stop> result = ParseCommandLine(std::move(words));
  if (const auto* stop = std::get_if<Stop>(&result)) return *stop;
  ADD_FAILURE() << "accepted";
  return {};
}

Globals GlobalsOf(const std::string& line) {
  const std::variant<Invocation, Stop> result = ParseCommandLine(Words(line));
  if (const auto* stop = std::get_if<Stop>(&result)) {
    ADD_FAILURE() << line << ": " << stop->err;
    return {};
  }
  return std::get<Invocation>(result).globals;
}

TEST(CommandLine, ReadsTheDocumentedRegistrations) {
  const auto args = Parsed<RegisterArgs>(
      "register --username myusername --wallet my_wallet --hotkey my_hotkey --wallets-path ~/w --token T "
      "--force");
  EXPECT_EQ(args.username, "myusername");
  EXPECT_EQ(args.wallet, "my_wallet");
  EXPECT_EQ(args.hotkey, "my_hotkey");
  EXPECT_EQ(args.wallets_path, "~/w");
  EXPECT_EQ(args.token, "T");
  EXPECT_TRUE(args.force);
  EXPECT_TRUE(Parsed<RegisterArgs>("register --username a --wallet w --hotkey h --token-stdin").token_stdin);
}

TEST(CommandLine, ReadsTheDocumentedKeyLists) {
  const auto plain = Parsed<KeysListArgs>("keys list");
  EXPECT_EQ(plain.limit, 25);
  EXPECT_EQ(plain.page, 0);
  EXPECT_EQ(plain.name, "");
  const auto full = Parsed<KeysListArgs>("keys list --name ci --limit 1000 --page 3");
  EXPECT_EQ(full.limit, 1000);
  EXPECT_EQ(full.page, 3);
  EXPECT_EQ(full.name, "ci");
}

TEST(CommandLine, ReadsKeysByNameOrIdWhateverTheyAreCalled) {
  EXPECT_EQ(Parsed<KeysGetArgs>("keys get my-key").key, "my-key");
  EXPECT_EQ(Parsed<KeysDeleteArgs>("keys delete old-key").key, "old-key");
  EXPECT_TRUE(Parsed<KeysDeleteArgs>("keys delete old-prod-key --yes").yes);
  EXPECT_TRUE(Parsed<KeysDeleteArgs>("keys delete -y k").yes);
  for (const std::string name : {"list", "keys", "get", "status", "a b", "[x]", "{}", "%%", "/x"}) {
    EXPECT_EQ(Parsed<KeysGetArgs>(std::vector<std::string>{"keys", "get", name}).key, name);
  }
  EXPECT_EQ(Parsed<KeysGetArgs>("keys get -- -x").key, "-x");
  EXPECT_EQ(Parsed<KeysGetArgs>("keys get -- ++").key, "++");
  EXPECT_EQ(Parsed<KeysGetArgs>("keys get -- --name").key, "--name");
}

TEST(CommandLine, ReadsTheDocumentedSecrets) {
  const auto args = Parsed<SecretsCreateArgs>(
      "secrets create --purpose my-llm-chute --key HF_TOKEN --value hf_xxxxxxxxxxxx");
  EXPECT_EQ(args.purpose, "my-llm-chute");
  EXPECT_EQ(args.key, "HF_TOKEN");
  EXPECT_EQ(args.value, "hf_xxxxxxxxxxxx");
  EXPECT_TRUE(Parsed<SecretsCreateArgs>("secrets create --purpose p --key k --value-stdin").value_stdin);
  const auto list = Parsed<SecretsListArgs>("secrets list --limit 5 --page 2");
  EXPECT_EQ(list.limit, 5);
  EXPECT_EQ(list.page, 2);
  EXPECT_EQ(Parsed<SecretsGetArgs>("secrets get sec_123abc").secret.secret_id, "sec_123abc");
  EXPECT_TRUE(Parsed<SecretsDeleteArgs>("secrets delete sec_123abc --yes").yes);
}

TEST(CommandLine, TakesValuesAsTheyAre) {
  for (const std::string value :
       {"-dash", "--dashes", "--name", "[list]", "{}", "a,b", "a=b", "=", "\"q\"", "%%", " "}) {
    const std::vector<std::string> head = {"secrets", "create", "--purpose", "p", "--key", "k"};
    std::vector<std::string> apart = head;
    apart.insert(apart.end(), {"--value", value});
    EXPECT_EQ(Parsed<SecretsCreateArgs>(apart).value, value);
    std::vector<std::string> joined = head;
    joined.push_back("--value=" + value);
    EXPECT_EQ(Parsed<SecretsCreateArgs>(joined).value, value);
  }
}

TEST(CommandLine, ReadsTheOtherCommands) {
  Parsed<StatusArgs>("status");
  Parsed<WhoamiArgs>("whoami");
  Parsed<VersionArgs>("version");
  Parsed<ProfilesArgs>("profiles");
  Parsed<ConfigPathArgs>("config path");
  Parsed<ConfigShowArgs>("config show");
  Parsed<ConfigExplainArgs>("config explain");
  Parsed<ConfigCheckArgs>("config check");
  Parsed<VersionArgs>("--version");
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
      EXPECT_EQ(globals.output, Output::kJson) << line;
      EXPECT_EQ(globals.socket, "/s") << line;
      EXPECT_EQ(globals.timeout, std::chrono::milliseconds(1500)) << line;
    }
    const Globals defaults = GlobalsOf(command);
    EXPECT_EQ(defaults.config_path, std::nullopt);
    EXPECT_EQ(defaults.output, Output::kTable);
    EXPECT_EQ(defaults.timeout, std::chrono::seconds(30));
  }
  EXPECT_EQ(GlobalsOf("keys --output json list").output, Output::kJson);
}

TEST(CommandLine, HasHelpWithAnExampleEverywhere) {
  for (const std::string line : {"",
                                 "keys",
                                 "secrets",
                                 "register",
                                 "status",
                                 "whoami",
                                 "version",
                                 "keys list",
                                 "keys create",
                                 "keys get",
                                 "keys delete",
                                 "secrets list",
                                 "secrets create",
                                 "secrets get",
                                 "secrets delete",
                                 "profiles",
                                 "config",
                                 "config path",
                                 "config show",
                                 "config explain",
                                 "config check"}) {
    const Stop help = Stopped(Words(line + " --help"));
    EXPECT_EQ(help.exit, Exit::kOk) << line;
    EXPECT_NE(help.out.find("Example:\n  chutes "), std::string::npos) << line;
    EXPECT_NE(help.out.find("--config-path"), std::string::npos) << line;
    EXPECT_EQ(help.err, "") << line;
    EXPECT_EQ(Stopped(Words("help " + line)).out, help.out) << line;
  }
}

TEST(CommandLine, ShowsHelpOnStandardErrorWhenTheCommandIsMissing) {
  for (const std::string line : {"", "keys", "secrets", "--output json"}) {
    const Stop stop = Stopped(Words(line));
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
       "chutes: --limit must be a whole number from 1 to 1000, not '0'\n  next: chutes keys list --help\n"},
      {"keys list --limit 1001",
       "chutes: --limit must be a whole number from 1 to 1000, not '1001'\n  next: chutes keys list "
       "--help\n"},
      {"keys list --limit 1000 --page 2147484",
       "chutes: --page must be a whole number from 0 to 2147483, not '2147484'\n  next: chutes keys list "
       "--help\n"},
      {"secrets list --page -1",
       "chutes: --page must be a whole number from 0 to 85899345, not '-1'\n  next: chutes secrets list "
       "--help\n"},
      {"status --output xml",
       "chutes: --output must be table or json, not 'xml'\n  next: chutes status --help\n"},
      {"status --timeout nan",
       "chutes: --timeout must be a number of seconds from 0.001 to 3600, not 'nan'\n  next: chutes status "
       "--help\n"},
      {"status --socket=", "chutes: --socket is empty\n  next: chutes status --help\n"},
      {"secrets create --key K --value v",
       "chutes: --purpose is missing\n  next: chutes secrets create --purpose CHUTE --key K --value-stdin\n"},
      {"secrets create --purpose p --key K --value v --value-stdin",
       "chutes: --value, --value-stdin, --value-file and --value-env are one value each; give one\n"
       "  next: chutes secrets create --purpose p --key K --value-stdin\n"},
      {"register --restore --wallet w",
       "chutes: --restore needs --wallet and --hotkey\n"
       "  next: chutes register --restore --wallet w --hotkey HOTKEY\n"},
      {"register --token-stdin --token-file t",
       "chutes: --token, --token-stdin and --token-file are one token each; give one\n"
       "  next: chutes register --username NAME --wallet WALLET --hotkey HOTKEY --token-stdin\n"},
  };
  for (const Refusal& refusal : refusals) {
    const Stop stop = Stopped(Words(refusal.line));
    EXPECT_EQ(stop.exit, Exit::kUsage) << refusal.line;
    EXPECT_EQ(stop.out, "") << refusal.line;
    EXPECT_EQ(stop.err, refusal.error) << refusal.line;
  }
}

TEST(CommandLine, NeverRepeatsWhatMayBeASecret) {
  for (const std::string line :
       {"secrets create --purpose p --key k --value CANARY CANARY2", "secrets create --valeu CANARY",
        "secrets create --valeu=CANARY", "secrets create --value=CANARY --value CANARY",
        "secrets CANARY=1 create --value", "register --token CANARY CANARY2", "register --tokne=CANARY",
        "secrets create --value CANARY --limit 1", "secrets create --value-stdin=CANARY"}) {
    const Stop stop = Stopped(Words(line));
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
}  // namespace chutes::cli
