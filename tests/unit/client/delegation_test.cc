#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "chutesd/v1/keys.pb.h"
#include "tests/unit/client/fake_world.h"

namespace chutes {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

struct WithOfficialCli : FakeWorld {
  WithOfficialCli() {
    variables["PATH"] = "/ours:/official/bin:/usr/bin";
    other_programs = {"/official/bin/chutes", "/usr/bin/chutes"};
  }
};

std::vector<std::string> Split(const std::string& line) {
  std::istringstream stream(line);
  return {std::istream_iterator<std::string>(stream), {}};
}

// What CHUTES_CONFIG_PATH is set to; empty if it is left alone.
std::string ConfigPathOf(const FakeWorld& world) {
  for (const auto& [name, value] : world.became_with) {
    if (name == "CHUTES_CONFIG_PATH") return value;
  }
  return "";
}

TEST(Delegation, GoesToTheNextProgramOnPathAsTyped) {
  WithOfficialCli world;
  world.Run({"build", "my app:chute", "--wait", "", "--output", "x"});
  EXPECT_THAT(world.became,
              ElementsAre("/official/bin/chutes", "build", "my app:chute", "--wait", "", "--output", "x"));
  EXPECT_THAT(world.became_with, ElementsAre(Pair("CHUTESD_HANDED_OVER", "4711:1:1")));
  EXPECT_THAT(world.calls, IsEmpty());
}

TEST(Delegation, EveryCommandOfTheOfficialCli) {
  for (const char* name : {"build", "chutes", "deploy", "images", "login", "report", "run", "share", "warmup",
                           "startup-logs", "transfer-balance"}) {
    WithOfficialCli world;
    world.Run({name, "--help"});
    EXPECT_THAT(world.became, ElementsAre("/official/bin/chutes", name, "--help"));
  }
}

struct ConfigCase {
  std::string typed;
  std::string arguments;  // for the official CLI
  std::string config_path;
};

TEST(Delegation, TheConfigFileReachesItAsAVariable) {
  const std::vector<ConfigCase> cases = {
      {"build m:c --config-path prod.ini --wait", "build m:c --wait", "/project/prod.ini"},
      {"build m:c --config-path=~/prod.ini", "build m:c", "/home/alice/prod.ini"},
      {"--config-path /etc/prod.ini build m:c", "build m:c", "/etc/prod.ini"},
      {"--profile prod deploy m:c", "deploy m:c", "/home/alice/.chutes/environments/prod.ini"},
      {"deploy m:c --profile=prod", "deploy m:c", "/home/alice/.chutes/environments/prod.ini"},
      {"run m:c -- --config-path prod.ini --profile x", "run m:c -- --config-path prod.ini --profile x", ""},
      {"run m:c --config-pathology x --profiles", "run m:c --config-pathology x --profiles", ""},
      {"help build", "build --help", ""},
  };
  for (const ConfigCase& one : cases) {
    WithOfficialCli world;
    world.Run(Split(one.typed));
    std::vector<std::string> expected = Split(one.arguments);
    expected.insert(expected.begin(), "/official/bin/chutes");
    EXPECT_EQ(world.became, expected) << one.typed;
    EXPECT_EQ(ConfigPathOf(world), one.config_path) << one.typed;
  }
}

TEST(Delegation, AnOptionWinsOverTheEnvironmentAsElsewhere) {
  WithOfficialCli world;
  world.variables["CHUTES_PROFILE"] = "staging";
  world.Run({"build", "m:c"});
  EXPECT_EQ(ConfigPathOf(world), "/home/alice/.chutes/environments/staging.ini");
  world.variables["CHUTES_CONFIG_PATH"] = "own.ini";
  world.Run({"build", "m:c"});
  EXPECT_EQ(ConfigPathOf(world), "/project/own.ini");
  world.Run({"build", "m:c", "--profile", "prod"});
  EXPECT_EQ(ConfigPathOf(world), "/home/alice/.chutes/environments/prod.ini");
}

TEST(Delegation, RefusesWhatCannotReachTheOfficialCli) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"build m:c --config-path", "--config-path needs a value"},
      {"build m:c --config-path a --config-path b", "--config-path is given more than once"},
      {"build m:c --config-path a --profile b", "two config files"},
      {"build m:c --profile ../b", "cannot be the name of a profile"},
      {"build m:c --config-path=", "--config-path is empty"},
      {"--output json build m:c", "--output means nothing to `build`"},
      {"--api-key-stdin deploy m:c", "--api-key-stdin means nothing to `deploy`"},
      {"--socket=/s build m:c", "--socket means nothing to `build`"},
  };
  for (const auto& [typed, message] : cases) {
    WithOfficialCli world;
    EXPECT_EQ(world.Run(Split(typed)), 2) << typed;
    EXPECT_THAT(world.err, HasSubstr(message)) << typed;
    EXPECT_THAT(world.became, IsEmpty());
  }
}

TEST(Delegation, SaysHowToGetTheOfficialCli) {
  WithOfficialCli world;
  world.other_programs.clear();
  EXPECT_EQ(world.Run({"build", "m:c"}), 1);
  EXPECT_EQ(
      world.err,
      "chutes: `build` is a command of the official CLI, and no other `chutes` is on PATH\n"
      "  next: pip install chutes   (in a virtual environment; put its bin folder at the end of PATH)\n");
}

TEST(Delegation, SaysWhyAProgramCannotBeRun) {
  WithOfficialCli world;
  EXPECT_EQ(world.Run({"build", "m:c"}), 1);
  EXPECT_EQ(world.err,
            "chutes: /official/bin/chutes cannot be run: No such file or directory\n"
            "  next: head -1 /official/bin/chutes   (names the interpreter that it needs)\n");
}

TEST(Delegation, ASecondCopyOfUsGoesOnBehindItself) {
  WithOfficialCli world;
  world.variables["CHUTESD_HANDED_OVER"] = "4711:1:1";
  world.Run({"build"});
  EXPECT_EQ(world.became.at(0), "/usr/bin/chutes");
  EXPECT_THAT(world.became_with, ElementsAre(Pair("CHUTESD_HANDED_OVER", "4711:2:2")));
  world.variables["CHUTESD_HANDED_OVER"] = "4711:2:2";
  EXPECT_EQ(world.Run({"build"}), 1);
  EXPECT_THAT(world.err, HasSubstr("no other `chutes` is on PATH"));
}

TEST(Delegation, AProcessThatTheOfficialCliStartedBeginsAnew) {
  WithOfficialCli world;
  world.variables["CHUTESD_HANDED_OVER"] = "4710:1:1";
  world.Run({"build"});
  EXPECT_EQ(world.became.at(0), "/official/bin/chutes");
  EXPECT_THAT(world.became_with, ElementsAre(Pair("CHUTESD_HANDED_OVER", "4711:1:2")));
}

TEST(Delegation, AScriptThatLeadsBackIsNotRunForEver) {
  WithOfficialCli world;
  world.variables["CHUTESD_HANDED_OVER"] = "4710:1:16";
  EXPECT_EQ(world.Run({"build"}), 1);
  EXPECT_THAT(world.err, HasSubstr("leads back here"));
}

TEST(Delegation, NonsenseInTheTrailCountsAsNone) {
  for (const char* text : {"", "x", "4711", "4711:", "4711:1:x", "99999999999999999999:1:1"}) {
    WithOfficialCli world;
    world.variables["CHUTESD_HANDED_OVER"] = text;
    world.Run({"build"});
    EXPECT_THAT(world.became_with, ElementsAre(Pair("CHUTESD_HANDED_OVER", "4711:1:1"))) << text;
  }
}

TEST(Delegation, AnEmptyPlaceOnPathIsTheWorkingDirectory) {
  WithOfficialCli world;
  world.variables["PATH"] = ":/usr/bin";
  world.other_programs = {"./chutes"};
  world.Run({"build"});
  EXPECT_EQ(world.became.at(0), "./chutes");
}

TEST(Delegation, LeavesEveryWordAsItIs) {
  WithOfficialCli world;
  world.Run({"--strange", "run", "m:c", "++", "--empty=", "\xff", "-x", "--", "++", "--profile=x"});
  EXPECT_THAT(world.became, ElementsAre("/official/bin/chutes", "--strange", "run", "m:c", "++",
                                        "--empty=", "\xff", "-x", "--", "++", "--profile=x"));
}

TEST(Delegation, OnlyTheFirstWordNamesACommand) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"keys", "get", "build"}, {"--profile", "build", "keys", "get", "run"}, {"keys", "get", "link"}}) {
    WithOfficialCli world;
    world.Answer(rpc::method::kGetKey, chutesd::v1::GetKeyResponse());
    EXPECT_EQ(world.Run(words), 0) << world.err;
    EXPECT_THAT(world.became, IsEmpty());
  }
  WithOfficialCli world;
  EXPECT_EQ(world.Run({"--", "build"}), 2);
  EXPECT_THAT(world.became, IsEmpty());
}

TEST(OnlyDocumented, AreCalledByTheirRealNames) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"link --hotkey x", "'link'; did you mean 'register'?\n  next: chutes register   (makes"},
      {"auth login", "'auth login'; did you mean 'login'?\n  next: chutes login   ("},
      {"account info", "'account info'; did you mean 'whoami'?\n  next: chutes whoami   ("},
      {"account usage --output json", "'account usage'; did you mean 'whoami'?"},
      {"account alerts --threshold 100", "'account alerts'; did you mean 'whoami'?"},
      {"account", "'account'; did you mean 'whoami'?"},
      {"chute keys create --name x",
       "'chute keys'; did you mean 'keys create'?\n  next: chutes keys create\n"},
      {"chute keys", "'chute keys'; did you mean 'keys'?\n  next: chutes keys\n"},
      {"chute list", "'chute list'; did you mean 'chutes list'?\n  next: chutes chutes list   ("},
      {"help account info", "'account info'; did you mean 'whoami'?"},
  };
  for (const auto& [typed, message] : cases) {
    WithOfficialCli world;
    EXPECT_EQ(world.Run(Split(typed)), 2) << typed;
    EXPECT_THAT(world.err, HasSubstr("chutes: there is no command " + message)) << typed;
    EXPECT_THAT(world.became, IsEmpty());
  }
}

TEST(OnlyDocumented, AreNoNamesOfKeys) {
  FakeWorld world;
  world.Run({"keys", "list", "--name", "link", "--nmae"});
  EXPECT_THAT(world.err, HasSubstr("unknown option '--nmae'"));
}

TEST(Mistyped, CommandsOfTheOfficialCliAreKnownByTheirNames) {
  WithOfficialCli world;
  EXPECT_EQ(world.Run({"biuld", "m:c"}), 2);
  EXPECT_EQ(world.err, "chutes: unknown command 'biuld'; did you mean 'build'?\n  next: chutes --help\n");
}

}  // namespace
}  // namespace chutes
