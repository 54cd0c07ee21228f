// What a user is told to do about each reason and code, typed into a real shell.
#include "client/render/next_step.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "client/render/shown_text.h"
#include "tests/unit/client/next_step_rows.h"
#include "tests/unit/client/recording_shell.h"
#include "tests/unit/config/temp_folder.h"

namespace chutes::render {
namespace {

using chutesd::Facts;
using chutesd::config::ReadText;
using chutesd::config::TempFolder;
using chutesd::config::WriteText;
using testing::HasSubstr;
using testing::Not;

TEST(NextStepFor, EveryReasonAndCodeHasARow) {
  for (const std::string& name : AllNames()) {
    for (const Facts& facts : {Facts(), HostileFacts()}) {
      const std::optional<NextStep> step = NextStepFor(name, facts);
      ASSERT_TRUE(step) << name;
      EXPECT_FALSE(step->empty()) << name;
      EXPECT_TRUE(step->chutes.empty() || step->shell.empty()) << name;
      EXPECT_NE(LineOf(*step, {}), "") << name;
    }
  }
  EXPECT_FALSE(NextStepFor("UNSPECIFIED", {}));
  EXPECT_FALSE(NextStepFor("OF_A_LATER_DAEMON", {}));
  EXPECT_FALSE(NextStepFor("", {}));
}

// A row under some facts, and the words that are meant.
struct Typed {
  const char* name;
  Facts facts;
  Argv words;
};

std::vector<Typed> AllTyped() {
  const Facts all = HostileFacts();
  const auto of = [&all](const char* name) { return all.at(name); };
  const std::string path = of("path");
  const Argv curl = {"curl", "-sS", "-m", "10", of("api_url") + "/ping"};
  const Argv set = {"chutes", "secrets", "set", "--purpose", of("chute_id"), "--key", of("key")};
  const Argv vi = {"vi", "+" + of("line"), path};
  const Argv list = {"chutes", "keys", "list"};
  const Argv secrets = {"chutes", "secrets", "list"};
  const Argv remove = {"chutes", "keys", "delete", of("api_key_id")};
  const Argv look = {"ls", "-ld", path};
  const Argv look_at_folder = {"ls", "-ld", of("folder")};
  const Argv close_folder = {"chmod", "go-w", of("folder")};
  const Argv status = {"chutes", "status"};
  const Argv admin = {"chutes", "keys", "create", "--name", "NAME", "--admin"};
  const Argv clock = {"timedatectl", "set-ntp", "true"};
  const Argv profiles = {"chutes", "profiles"};
  return {
      {"INTERNAL", all, {"chutes", "daemon", "logs"}},
      {"TIMEOUT", all, curl},
      {"CONFIG_MISSING", all, profiles},
      {"CONFIG_MISSING", Changed({"profile"}, {}), {"chutes", "register"}},
      {"CONFIG_INVALID", all, vi},
      {"CONFIG_INVALID", Changed({}, {{"line", "3"}}), {"vi", "+3", path}},
      {"CONFIG_INVALID", Changed({"line"}, {}), {"vi", path}},
      {"CONFIG_INVALID", Changed({"path"}, {}), {"chutes", "config", "check"}},
      {"CONFIG_UNSAFE", all, {"chmod", "600", path}},
      {"CONFIG_UNSAFE", Changed({"folder"}, {{"problem", "owner"}}), look},
      {"CONFIG_UNSAFE", Changed({"path"}, {{"problem", "owner"}}), look_at_folder},
      {"CONFIG_UNSAFE", Changed({"path"}, {{"problem", "folder"}}), close_folder},
      {"CONFIG_NOT_WRITTEN", Changed({}, {{"path", "/a b\n/c"}}), {"ls", "-ld", "/a b\n"}},
      {"SOCKET_IN_USE", all, {"chutes", "daemon", "status"}},
      {"SOCKET_UNSAFE", all, look},
      {"SOCKET_UNSAFE", Changed({"path"}, {}), {"chutes", "daemon", "logs"}},
      {"HOTKEY_MISSING", all, profiles},
      {"LEDGER_FAILED", all, look},
      {"LEDGER_FAILED", Changed({}, {{"problem", "owner"}}), look_at_folder},
      {"LEDGER_FAILED", Changed({}, {{"problem", "folder"}}), close_folder},
      {"LEDGER_FAILED", Changed({"folder"}, {{"problem", "mode"}}), {"chmod", "600", path}},
      {"UPSTREAM_UNAUTHENTICATED", all, admin},
      {"UPSTREAM_UNAUTHENTICATED", Changed({"api_key_id"}, {}), status},
      {"UPSTREAM_NONCE_REFUSED", all, clock},
      {"HOTKEY_NOT_REGISTERED", all, profiles},
      {"HOTKEY_NOT_REGISTERED", Changed({"profile"}, {}), {"chutes", "register", "--force"}},
      {"UPSTREAM_FAILED", all, curl},
      {"UPSTREAM_FORBIDDEN", all, admin},
      {"UPSTREAM_NOT_FOUND", all, status},
      {"UPSTREAM_MALFORMED", all, status},
      {"UPSTREAM_REDIRECTED", all, {"chutes", "config", "show"}},
      {"UPSTREAM_UNREACHABLE", all, curl},
      {"UPSTREAM_UNREACHABLE", Changed({}, {{"stage", "dns"}}), {"getent", "ahosts", of("host")}},
      {"UPSTREAM_UNREACHABLE", Changed({"api_url"}, {}), {"chutes", "doctor"}},
      {"UPSTREAM_TLS_REFUSED", all, curl},
      {"OUTCOME_UNKNOWN", all, {"chutes", "whoami"}},
      {"OUTCOME_UNKNOWN", Changed({}, {{"operation", "create_key"}}), list},
      {"OUTCOME_UNKNOWN", Changed({}, {{"operation", "delete_key"}}), list},
      {"OUTCOME_UNKNOWN", Changed({}, {{"operation", "create_secret"}}), secrets},
      {"OUTCOME_UNKNOWN", Changed({}, {{"operation", "delete_secret"}}), secrets},
      {"KEY_NOT_FOUND", all, list},
      {"KEY_NAME_TAKEN", all, {"chutes", "keys", "get", of("api_key_id")}},
      {"KEY_NAME_TAKEN", Changed({"api_key_id"}, {}), list},
      {"KEY_NAME_TAKEN", Changed({}, {{"problem", "secret_lost"}}), remove},
      {"SECRET_NOT_FOUND", all, secrets},
      {"SECRET_EXISTS", all, set},
      {"HOTKEY_REGISTERED",
       all,
       {"chutes", "register", "--restore", "--wallet", of("wallet"), "--hotkey", of("hotkey"),
        "--wallets-path", of("wallets_path")}},
      {"API_KEY_REFUSED", all, {"chutes", "config", "explain"}},
      {"CONFIG_READABLE", all, {"chmod", "600", path}},
      {"CONFIG_VALUE_WRONG", all, vi},
      {"CONFIG_VALUE_WRONG", Changed({}, {{"section", "auth"}, {"key", "username"}}), vi},
      {"CONFIG_VALUE_WRONG",
       Changed({}, {{"section", "auth"}, {"key", "username"}, {"value", "a_b-1"}}),
       {"sed", "-i", "-E", R"(/^\[auth\]/,/^\[/ s/^(username)[[:space:]]*[=:].*/\1 = a_b-1/I)", path}},
      {"CONFIG_NO_ACCOUNT", all, profiles},
      {"API_NOT_THERE", all, curl},
      {"CLOCK_WRONG", all, clock},
      {"NO_WALLETS", all, {"btcli", "wallet", "create"}},
      {"WALLET_READABLE", all, {"chmod", "600", path}},
      {"COLDKEY_UNKNOWN", all, {"btcli", "wallet", "regen-coldkeypub"}},
      {"KEY_SECRET_LOST", all, remove},
      {"KEY_SECRETS_LOST", all, list},
      {"KEY_OUTCOME_OPEN", all, list},
      {"SECRET_MADE", all, set},
      {"SECRET_NOT_MADE", all, set},
      {"SECRET_OUTCOME_OPEN", all, secrets},
      {"LEDGER_UNUSABLE", all, look},
      {"LEDGER_UNUSABLE", Changed({}, {{"problem", "folder"}}), close_folder},
      {"LEDGER_BEHIND", all, look},
      {"LEDGER_BEHIND", Changed({}, {{"problem", "folder"}}), close_folder},
      {"VERSIONS_DIFFER", all, {"chutes", "daemon", "restart"}},
  };
}

TEST(CommandOf, AShellReadsTheWordsThatAreMeantAndRunsNothingElse) {
  RecordingShell shell;
  std::set<std::string> typed;
  for (const Typed& each : AllTyped()) {
    const std::optional<NextStep> step = NextStepFor(each.name, each.facts);
    ASSERT_TRUE(step) << each.name;
    Argv words = each.words;
    // The account that is in use stays the one that is meant.
    // Not so where profiles are listed, or a key is made where the hotkey is.
    const bool lists_profiles = words.size() == 2 && words[1] == "profiles";
    const bool makes_key = words.size() > 2 && words[2] == "create";
    const bool is_ours = words[0] == "chutes" && !lists_profiles && !makes_key;
    if (is_ours) words.insert(words.begin() + 1, kBob.options.begin(), kBob.options.end());
    EXPECT_EQ(shell.Type(CommandOf(*step, kBob)), (std::vector<Argv>{words})) << each.name;
    typed.insert(each.name);
  }
  for (const std::string& name : AllNames()) {
    const bool has_command = !CommandOf(*NextStepFor(name, HostileFacts()), kBob).empty();
    EXPECT_EQ(typed.contains(name), has_command) << name << " is to be typed above if it has a command";
  }
}

TEST(CommandOf, IsShownAsItIsTyped) {
  for (const Typed& each : AllTyped()) {
    const std::string command = CommandOf(*NextStepFor(each.name, each.facts), kBob);
    EXPECT_EQ(EscapeSentence(command), command) << each.name;
  }
}

TEST(CommandOf, RepeatsTheOptionsInForceForThisProgramAlone) {
  const InForce in_force = {{"--config-path", "/a b.ini"}, "", {"--socket", "/s"}};
  EXPECT_EQ(CommandOf(ChutesCommand("keys list"), in_force),
            "chutes --config-path '/a b.ini' --socket /s keys list");
  EXPECT_EQ(CommandOf(ProfilesCommand("lists them"), in_force), "chutes --socket /s profiles");
  EXPECT_EQ(CommandOf(ShellCommand("ls -ld /a"), in_force), "ls -ld /a");
  EXPECT_EQ(CommandOf(Advice("wait"), in_force), "");
  EXPECT_EQ(CommandOf({}, in_force), "");
  EXPECT_EQ(LineOf(ChutesCommand("status", "shows it"), {}), "chutes status   (shows it)");
  EXPECT_EQ(LineOf(ShellCommand("ls", "shows it"), in_force), "ls   (shows it)");
}

TEST(CommandOf, ThePathOfAConfigValueIsChangedInItsSectionAlone) {
  const TempFolder folder;
  const std::string path = folder / "it's a config.ini";
  WriteText(path, "[api]\nuser_id = other\n[auth]\nusername = a\nUSER_ID: old\n[x]\nuser_id = other\n");
  const Facts facts = {{"path", path}, {"section", "auth"}, {"key", "user_id"}, {"value", "new-1"}};
  const std::string command = CommandOf(*NextStepFor("CONFIG_VALUE_WRONG", facts), kBob);
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(ReadText(path),
            "[api]\nuser_id = other\n[auth]\nusername = a\nUSER_ID = new-1\n[x]\nuser_id = other\n");
}

TEST(LineOf, NamesTheAccountThatACommandDeletesFrom) {
  std::set<std::string> destructive;
  for (const std::string& name : AllNames()) {
    for (const Facts& facts : {HostileFacts(), Changed({}, {{"problem", "secret_lost"}}), Facts()}) {
      const NextStep step = *NextStepFor(name, facts);
      const std::string line = LineOf(step, kBob);
      const std::string unknown = LineOf(step, {kBob.options, ""});
      EXPECT_THAT(unknown, Not(HasSubstr("of account"))) << name;
      if (!step.is_destructive) {
        EXPECT_EQ(line, unknown) << name;
        continue;
      }
      destructive.insert(name);
      EXPECT_TRUE(line.starts_with(CommandOf(step, kBob) + "   (of account alice")) << line;
      EXPECT_TRUE(unknown.starts_with(CommandOf(step, kBob))) << unknown;
    }
  }
  EXPECT_EQ(destructive, (std::set<std::string>{"HOTKEY_NOT_REGISTERED", "KEY_NAME_TAKEN", "SECRET_EXISTS",
                                                "KEY_SECRET_LOST", "SECRET_MADE", "SECRET_NOT_MADE"}));
  NextStep without_why = ChutesCommand("keys delete ci --yes");
  without_why.is_destructive = true;
  EXPECT_EQ(LineOf(without_why, {{"--profile", "bob"}, "alice"}),
            "chutes --profile bob keys delete ci --yes   (of account alice)");
  EXPECT_EQ(LineOf(without_why, {}), "chutes keys delete ci --yes");
}

TEST(LineOf, AdviceIsWordsAlone) {
  for (const std::string& name : AllNames()) {
    const NextStep step = *NextStepFor(name, Changed({}, {{"problem", "kind"}}));
    if (!step.chutes.empty() || !step.shell.empty()) continue;
    EXPECT_EQ(CommandOf(step, kBob), "") << name;
    EXPECT_EQ(LineOf(step, kBob), step.why) << name;
    EXPECT_FALSE(step.is_destructive) << name;
  }
  EXPECT_EQ(LineOf(Advice("wait"), kBob), "wait");
  EXPECT_EQ(LineOf({}, kBob), "");
}

}  // namespace
}  // namespace chutes::render
