#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "client/rpc/rpc.h"
#include "tests/unit/client/fake_platform.h"
#include "tests/unit/client/golden.h"
#include "tests/unit/client/sample_replies.h"

namespace chutes {
namespace {

using chutesd::v1::GetSessionRequest;
using testing::HasSubstr;
using testing::Not;

namespace method = rpc::method;

constexpr char kDefault[] = "/home/alice/.chutes/config.ini";
constexpr char kFolder[] = "/home/alice/.chutes/environments";

rpc::CallError ConfigError(chutesd::Reason reason, const std::string& path) {
  rpc::CallError error;
  error.reason = reason;
  error.message = path + ":3: [auth]: broken";
  error.facts = {{"path", path}, {"line", "3"}};
  return error;
}

rpc::CallError NoDaemon() {
  rpc::CallError error;
  error.fault = rpc::Fault::kNoDaemon;
  error.code = rpc::Code::kUnavailable;
  error.message = "chutesd is not running";
  return error;
}

TEST(ConfigPath, DoesNotAskWhenThePathIsKnown) {
  FakePlatform platform;
  EXPECT_EQ(platform.Run({"config", "path", "--config-path", "prod.ini"}), 0);
  EXPECT_EQ(platform.out, "/project/prod.ini\n");
  EXPECT_TRUE(platform.calls.empty());
}

TEST(ConfigPath, IsTheDefaultOfThisHome) {
  FakePlatform platform;
  EXPECT_EQ(platform.Run({"config", "path"}), 0);
  EXPECT_EQ(platform.out, "/home/alice/.chutes/config.ini\n");
  EXPECT_TRUE(platform.calls.empty());
}

TEST(ConfigPath, WithoutAHomeIsTheDaemonsChoiceEvenIfTheFileIsBroken) {
  FakePlatform platform;
  platform.variables = {{"CHUTESD_SOCKET", "/run/s"}};
  platform.AnswerError(method::kGetSession, ConfigError(chutesd::Reason::kConfigInvalid, "/etc/chutes.ini"));
  EXPECT_EQ(platform.Run({"config", "path"}), 0);
  EXPECT_EQ(platform.out, "/etc/chutes.ini\n");
  EXPECT_EQ(platform.err, "");
  platform.AnswerError(method::kGetSession, NoDaemon());
  EXPECT_EQ(platform.Run({"config", "path"}), 3);
}

TEST(ConfigShow, HasTheFormOfTheFile) {
  FakePlatform platform;
  chutesd::v1::GetSessionResponse reply = SampleSession();
  reply.mutable_session()->clear_warnings();
  platform.Answer(method::kGetSession, reply);
  EXPECT_EQ(platform.Run({"config", "show"}), 0);
  ExpectGolden("config_show.txt", platform.out);
  platform.out.clear();
  platform.Answer(method::kGetSession, reply);
  EXPECT_EQ(platform.Run({"config", "show", "--output", "json"}), 0);
  ExpectGolden("config_show.json", platform.out);
}

TEST(ConfigShow, TellsTheUserIdOfAnApiKeyFromTheFiles) {
  FakePlatform platform;
  chutesd::v1::GetSessionResponse reply;
  reply.mutable_session()->set_config_path(kDefault);
  reply.mutable_session()->set_user_id("7d793037-a076-5d8f-9b1a-1f1b1a4f3c2e");
  reply.mutable_session()->set_auth_method(chutesd::v1::AUTH_METHOD_API_KEY);
  platform.Answer(method::kGetSession, reply);
  EXPECT_EQ(platform.Run({"config", "show"}), 0);
  EXPECT_THAT(platform.out, Not(HasSubstr("user_id")));
  EXPECT_THAT(platform.out, Not(HasSubstr("hotkey_seed")));
}

TEST(ConfigExplain, NamesSourcesAndWhatTheyHide) {
  FakePlatform platform;
  platform.variables["CHUTES_CONFIG_PATH"] = "~/other.ini";
  platform.variables["CHUTES_PROFILE"] = "staging";
  platform.variables["CHUTES_API_URL"] = "https://api.chutes.ai";
  platform.variables["CHUTES_API_KEY"] = "cpk_secret";
  platform.variables["CHUTESD_SOCKET"] = "/hidden.sock";
  chutesd::v1::GetSessionResponse reply = SampleSession();
  reply.mutable_session()->clear_warnings();
  reply.mutable_session()->set_api_url_origin(chutesd::v1::ORIGIN_ENVIRONMENT);
  platform.Answer(method::kGetSession, reply);
  platform.out_is_terminal = true;
  EXPECT_EQ(platform.Run({"config", "explain", "--config-path", kDefault, "--socket", "/s"}), 0)
      << platform.err;
  ExpectGolden("config_explain_box.txt", platform.out);
  EXPECT_THAT(platform.out, Not(HasSubstr("cpk_secret")));
  platform.out.clear();
  platform.Answer(method::kGetSession, reply);
  EXPECT_EQ(
      platform.Run({"config", "explain", "--config-path", kDefault, "--socket", "/s", "--output", "json"}),
      0);
  ExpectGolden("config_explain.json", platform.out);
}

TEST(ConfigExplain, ShowsWhatIsKnownOfABrokenFileAndFails) {
  FakePlatform platform;
  platform.variables["CHUTES_PROFILE"] = "prod";
  const std::string path = std::string(kFolder) + "/prod.ini";
  platform.AnswerError(method::kGetSession, ConfigError(chutesd::Reason::kConfigInvalid, path));
  EXPECT_EQ(platform.Run({"config", "explain"}), 1);
  EXPECT_THAT(platform.out, HasSubstr("Config file\t" + path + "\tprofile (CHUTES_PROFILE)\t-\n"));
  EXPECT_THAT(platform.out, HasSubstr("API URL\t-\t-\t-\n"));
  EXPECT_THAT(platform.err, HasSubstr("next: ${EDITOR:-vi} +3 /home/alice/.chutes/environments/prod.ini\n"));
}

TEST(ConfigExplain, ShowsNothingWithoutADaemon) {
  FakePlatform platform;
  platform.AnswerError(method::kGetSession, NoDaemon());
  EXPECT_EQ(platform.Run({"config", "explain"}), 3);
  EXPECT_EQ(platform.out, "");
}

TEST(ConfigCheck, ReadsTheFileAnew) {
  FakePlatform platform;
  chutesd::v1::LoadSessionResponse reply;
  *reply.mutable_session() = SampleSession().session();
  platform.Answer(method::kLoadSession, reply);
  EXPECT_EQ(platform.Run({"config", "check"}), 0);
  EXPECT_THAT(platform.out, HasSubstr(std::string(kDefault) + ": ok: account alice, hotkey 5Grwva"));
  EXPECT_THAT(platform.err, HasSubstr("chmod 600"));
}

TEST(ConfigCheck, SaysWhatIsWrongAndHowToMendIt) {
  FakePlatform platform;
  platform.AnswerError(method::kLoadSession, ConfigError(chutesd::Reason::kConfigInvalid, kDefault));
  EXPECT_EQ(platform.Run({"config", "check", "--output", "json"}), 1);
  ExpectGolden("config_check_broken.json", platform.out);
  EXPECT_THAT(platform.err, HasSubstr("next: ${EDITOR:-vi} +3 /home/alice/.chutes/config.ini\n"));
  platform.out.clear();
  platform.AnswerError(method::kLoadSession, NoDaemon());
  EXPECT_EQ(platform.Run({"config", "check", "--output", "json"}), 3);
  EXPECT_EQ(platform.out, "");
}

TEST(Profiles, ListsNamesThatCanBeOnesAndMarksTheOneInUse) {
  FakePlatform platform;
  platform.variables["CHUTES_PROFILE"] = "prod";
  platform.variables["CHUTES_API_KEY"] = "cpk_secret";
  platform.folders[kFolder] = {".", "..", "prod.ini", "a.ini", "notes.txt", ".ini", "with space.ini"};
  platform.AnswerError(method::kGetSession, ConfigError(chutesd::Reason::kConfigMissing, kDefault));
  platform.AnswerError(method::kGetSession,
                       ConfigError(chutesd::Reason::kConfigInvalid, std::string(kFolder) + "/a.ini"));
  platform.Answer(method::kGetSession, SampleSession());
  EXPECT_EQ(platform.Run({"profiles"}), 0) << platform.err;
  EXPECT_EQ(platform.out,
            "Profile\tIn use\tUsername\tHotkey address\tAPI URL\tProblem\n"
            "a\t-\t-\t-\t-\t/home/alice/.chutes/environments/a.ini:3: [auth]: broken\n"
            "prod\tyes\talice\t5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\thttps://api.chutes.ai\t-\n");
  for (std::size_t i = 0; i < platform.calls.size(); ++i) {
    EXPECT_EQ(platform.Seen<GetSessionRequest>(i).session().api_key(), "");
    EXPECT_EQ(platform.Seen<GetSessionRequest>(i).session().api_url(), "");
  }
}

TEST(Profiles, SaysThatTheFolderCannotBeRead) {
  FakePlatform platform;
  platform.folders[kFolder] = std::nullopt;
  EXPECT_EQ(platform.Run({"profiles"}), 1);
  EXPECT_THAT(platform.err, HasSubstr(std::string("next: ls -ld ") + kFolder));
}

TEST(Profiles, NeedsADaemon) {
  FakePlatform platform;
  platform.folders[kFolder] = {"prod.ini"};
  platform.AnswerError(method::kGetSession, NoDaemon());
  EXPECT_EQ(platform.Run({"profiles"}), 3);
  EXPECT_EQ(platform.out, "");
}

TEST(WhoamiWarning, TellsAnAddressThatAddsNoBalance) {
  const auto warned = [](const std::string& written) {
    FakePlatform platform;
    chutesd::v1::GetSessionResponse session = SampleSession();
    session.mutable_session()->set_payment_address(written);
    chutesd::v1::GetAccountResponse reply;
    *reply.mutable_account() = SampleRegistered().account();
    platform.Answer(method::kGetSession, session);
    platform.Answer(method::kGetAccount, reply);
    EXPECT_EQ(platform.Run({"whoami"}), 0);
    return platform.err;
  };
  EXPECT_EQ(warned(""), "");
  EXPECT_EQ(warned(SampleRegistered().account().payment_address()), "");
  EXPECT_THAT(warned(SampleRegistered().account().coldkey()), HasSubstr("coldkey"));
  EXPECT_THAT(warned("5Other"), HasSubstr("is not the account's"));
}

}  // namespace
}  // namespace chutes
