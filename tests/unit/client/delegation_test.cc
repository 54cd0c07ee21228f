#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "chutesd/v1/keys.pb.h"
#include "chutesd/v1/session.pb.h"
#include "tests/unit/client/fake_platform.h"

namespace chutes {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

struct WithOfficialCli : FakePlatform {
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
std::string ConfigPathOf(const FakePlatform& platform) {
  for (const auto& [name, value] : platform.became_with) {
    if (name == "CHUTES_CONFIG_PATH") return value;
  }
  return "";
}

TEST(Delegation, GoesToTheNextProgramOnPathAsTyped) {
  WithOfficialCli platform;
  platform.Run({"build", "my app:chute", "--wait", "", "--output", "x"});
  EXPECT_THAT(platform.became,
              ElementsAre("/official/bin/chutes", "build", "my app:chute", "--wait", "", "--output", "x"));
  EXPECT_THAT(platform.became_with, ElementsAre(Pair("CHUTESD_HANDED_OVER", "4711:1:1")));
  EXPECT_THAT(platform.calls, IsEmpty());
}

TEST(Delegation, EveryCommandOfTheOfficialCli) {
  for (const char* name : {"build", "chutes", "deploy", "images", "login", "report", "run", "share", "warmup",
                           "startup-logs", "transfer-balance"}) {
    WithOfficialCli platform;
    platform.Run({name, "--help"});
    EXPECT_THAT(platform.became, ElementsAre("/official/bin/chutes", name, "--help"));
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
    WithOfficialCli platform;
    platform.Run(Split(one.typed));
    std::vector<std::string> expected = Split(one.arguments);
    expected.insert(expected.begin(), "/official/bin/chutes");
    EXPECT_EQ(platform.became, expected) << one.typed;
    EXPECT_EQ(ConfigPathOf(platform), one.config_path) << one.typed;
  }
}

TEST(Delegation, AnOptionWinsOverTheEnvironmentAsElsewhere) {
  WithOfficialCli platform;
  platform.variables["CHUTES_PROFILE"] = "staging";
  platform.Run({"build", "m:c"});
  EXPECT_EQ(ConfigPathOf(platform), "/home/alice/.chutes/environments/staging.ini");
  platform.variables["CHUTES_CONFIG_PATH"] = "own.ini";
  platform.Run({"build", "m:c"});
  EXPECT_EQ(ConfigPathOf(platform), "/project/own.ini");
  platform.Run({"build", "m:c", "--profile", "prod"});
  EXPECT_EQ(ConfigPathOf(platform), "/home/alice/.chutes/environments/prod.ini");
}

// The official CLI takes the variable only where the file has no base_url.
TEST(Delegation, WarnsWhereTheOfficialCliWouldAskAnotherServer) {
  struct Case {
    const char* of_file;
    bool warns;
  };
  for (const Case& one :
       {Case{"https://file.example", true}, Case{"https://a.example", false}, Case{"", false}}) {
    WithOfficialCli platform;
    platform.variables["CHUTES_API_URL"] = "https://A.example/";
    chutesd::v1::GetSessionResponse reply;
    reply.mutable_session()->set_api_url("https://a.example");
    reply.mutable_session()->set_file_api_url(one.of_file);
    platform.Answer(rpc::method::kGetSession, reply);
    platform.Run({"build", "m:c"});
    EXPECT_EQ(platform.err.find("https://file.example") != std::string::npos, one.warns) << platform.err;
    EXPECT_EQ(platform.became.at(0), "/official/bin/chutes");
    EXPECT_FALSE(platform.endpoints.at(0).may_start);
  }
  WithOfficialCli without_a_daemon;
  without_a_daemon.variables["CHUTES_API_URL"] = "https://a.example";
  rpc::CallError error;
  error.fault = rpc::Fault::kNoDaemon;
  without_a_daemon.AnswerError(rpc::method::kGetSession, error);
  without_a_daemon.Run({"build", "m:c"});
  EXPECT_THAT(without_a_daemon.err, HasSubstr("CHUTES_API_URL"));
}

TEST(Delegation, RefusesWhatCannotReachTheOfficialCli) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"build m:c --config-path", "--config-path"},
      {"build m:c --config-path a --config-path b", "--config-path"},
      {"build m:c --config-path a --profile b", "--profile"},
      {"build m:c --profile ../b", "../b"},
      {"--output json build m:c", "--output"},
      {"--api-key-stdin deploy m:c", "--api-key-stdin"},
      {"--socket=/s build m:c", "--socket"},
  };
  for (const auto& [typed, named] : cases) {
    WithOfficialCli platform;
    EXPECT_EQ(platform.Run(Split(typed)), 2) << typed;
    EXPECT_THAT(platform.err, HasSubstr(named)) << typed;
    EXPECT_THAT(platform.became, IsEmpty());
  }
}

TEST(Delegation, SaysHowToGetTheOfficialCli) {
  WithOfficialCli platform;
  platform.other_programs.clear();
  EXPECT_EQ(platform.Run({"build", "m:c"}), 1);
  EXPECT_THAT(platform.err, HasSubstr("\n  next: pip install chutes   ("));
}

TEST(Delegation, SaysWhyAProgramCannotBeRun) {
  WithOfficialCli platform;
  EXPECT_EQ(platform.Run({"build", "m:c"}), 1);
  EXPECT_THAT(platform.err, HasSubstr("No such file or directory\n  next: head -1 /official/bin/chutes   ("));
}

TEST(Delegation, ASecondCopyOfUsGoesOnBehindItself) {
  WithOfficialCli platform;
  platform.variables["CHUTESD_HANDED_OVER"] = "4711:1:1";
  platform.Run({"build"});
  EXPECT_EQ(platform.became.at(0), "/usr/bin/chutes");
  EXPECT_THAT(platform.became_with, ElementsAre(Pair("CHUTESD_HANDED_OVER", "4711:2:2")));
  platform.variables["CHUTESD_HANDED_OVER"] = "4711:2:2";
  EXPECT_EQ(platform.Run({"build"}), 1);
  EXPECT_THAT(platform.err, HasSubstr("\n  next: pip install chutes   ("));
}

TEST(Delegation, AProcessThatTheOfficialCliStartedBeginsAnew) {
  WithOfficialCli platform;
  platform.variables["CHUTESD_HANDED_OVER"] = "4710:1:1";
  platform.Run({"build"});
  EXPECT_EQ(platform.became.at(0), "/official/bin/chutes");
  EXPECT_THAT(platform.became_with, ElementsAre(Pair("CHUTESD_HANDED_OVER", "4711:1:2")));
}

TEST(Delegation, AScriptThatLeadsBackIsNotRunForEver) {
  WithOfficialCli platform;
  platform.variables["CHUTESD_HANDED_OVER"] = "4710:1:16";
  EXPECT_EQ(platform.Run({"build"}), 1);
  EXPECT_THAT(platform.err, HasSubstr("\n  next: type -a chutes   ("));
}

TEST(Delegation, NonsenseInTheTrailCountsAsNone) {
  for (const char* text : {"", "x", "4711", "4711:", "4711:1:x", "99999999999999999999:1:1"}) {
    WithOfficialCli platform;
    platform.variables["CHUTESD_HANDED_OVER"] = text;
    platform.Run({"build"});
    EXPECT_THAT(platform.became_with, ElementsAre(Pair("CHUTESD_HANDED_OVER", "4711:1:1"))) << text;
  }
}

TEST(Delegation, AnEmptyPlaceOnPathIsTheWorkingDirectory) {
  WithOfficialCli platform;
  platform.variables["PATH"] = ":/usr/bin";
  platform.other_programs = {"./chutes"};
  platform.Run({"build"});
  EXPECT_EQ(platform.became.at(0), "./chutes");
}

TEST(Delegation, LeavesEveryWordAsItIs) {
  WithOfficialCli platform;
  platform.Run({"--strange", "run", "m:c", "++", "--empty=", "\xff", "-x", "--", "++", "--profile=x"});
  EXPECT_THAT(platform.became, ElementsAre("/official/bin/chutes", "--strange", "run", "m:c", "++",
                                           "--empty=", "\xff", "-x", "--", "++", "--profile=x"));
}

TEST(Delegation, OnlyTheFirstWordNamesACommand) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"keys", "get", "build"}, {"--profile", "build", "keys", "get", "run"}, {"keys", "get", "link"}}) {
    WithOfficialCli platform;
    platform.Answer(rpc::method::kGetKey, chutesd::v1::GetKeyResponse());
    EXPECT_EQ(platform.Run(words), 0) << platform.err;
    EXPECT_THAT(platform.became, IsEmpty());
  }
  WithOfficialCli platform;
  EXPECT_EQ(platform.Run({"--", "build"}), 2);
  EXPECT_THAT(platform.became, IsEmpty());
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
    WithOfficialCli platform;
    EXPECT_EQ(platform.Run(Split(typed)), 2) << typed;
    EXPECT_THAT(platform.err, HasSubstr("chutes: there is no command " + message)) << typed;
    EXPECT_THAT(platform.became, IsEmpty());
  }
}

TEST(OnlyDocumented, AreNoNamesOfKeys) {
  FakePlatform platform;
  platform.Run({"keys", "list", "--name", "link", "--nmae"});
  EXPECT_THAT(platform.err, HasSubstr("unknown option '--nmae'"));
}

TEST(Mistyped, CommandsOfTheOfficialCliAreKnownByTheirNames) {
  WithOfficialCli platform;
  EXPECT_EQ(platform.Run({"biuld", "m:c"}), 2);
  EXPECT_EQ(platform.err, "chutes: unknown command 'biuld'; did you mean 'build'?\n  next: chutes --help\n");
}

}  // namespace
}  // namespace chutes
