#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "client/rpc/rpc.h"
#include "tests/unit/client/fake_world.h"
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
  FakeWorld world;
  EXPECT_EQ(world.Run({"config", "path", "--config-path", "prod.ini"}), 0);
  EXPECT_EQ(world.out, "/project/prod.ini\n");
  EXPECT_TRUE(world.calls.empty());
}

TEST(ConfigPath, IsTheDaemonsChoiceEvenIfTheFileIsBroken) {
  FakeWorld world;
  world.AnswerError(method::kGetSession, ConfigError(chutesd::Reason::kConfigInvalid, "/etc/chutes.ini"));
  EXPECT_EQ(world.Run({"config", "path"}), 0);
  EXPECT_EQ(world.out, "/etc/chutes.ini\n");
  EXPECT_EQ(world.err, "");
  world.AnswerError(method::kGetSession, NoDaemon());
  EXPECT_EQ(world.Run({"config", "path"}), 3);
}

TEST(ConfigShow, HasTheFormOfTheFile) {
  FakeWorld world;
  chutesd::v1::GetSessionResponse reply = SampleSession();
  reply.mutable_session()->clear_warnings();
  world.Answer(method::kGetSession, reply);
  EXPECT_EQ(world.Run({"config", "show"}), 0);
  ExpectGolden("config_show.txt", world.out);
  world.out.clear();
  world.Answer(method::kGetSession, reply);
  EXPECT_EQ(world.Run({"config", "show", "--output", "json"}), 0);
  ExpectGolden("config_show.json", world.out);
}

TEST(ConfigShow, TellsTheUserIdOfAnApiKeyFromTheFiles) {
  FakeWorld world;
  chutesd::v1::GetSessionResponse reply;
  reply.mutable_session()->set_config_path(kDefault);
  reply.mutable_session()->set_user_id("7d793037-a076-5d8f-9b1a-1f1b1a4f3c2e");
  reply.mutable_session()->set_auth_method(chutesd::v1::AUTH_METHOD_API_KEY);
  world.Answer(method::kGetSession, reply);
  EXPECT_EQ(world.Run({"config", "show"}), 0);
  EXPECT_THAT(world.out, Not(HasSubstr("user_id")));
  EXPECT_THAT(world.out, Not(HasSubstr("hotkey_seed")));
}

TEST(ConfigExplain, NamesSourcesAndWhatTheyHide) {
  FakeWorld world;
  world.variables["CHUTES_CONFIG_PATH"] = "~/other.ini";
  world.variables["CHUTES_PROFILE"] = "staging";
  world.variables["CHUTES_API_URL"] = "https://api.chutes.ai";
  world.variables["CHUTES_API_KEY"] = "cpk_secret";
  world.variables["CHUTESD_SOCKET"] = "/hidden.sock";
  chutesd::v1::GetSessionResponse reply = SampleSession();
  reply.mutable_session()->clear_warnings();
  reply.mutable_session()->set_api_url_origin(chutesd::v1::ORIGIN_ENVIRONMENT);
  world.Answer(method::kGetSession, reply);
  world.out_is_terminal = true;
  EXPECT_EQ(world.Run({"config", "explain", "--config-path", kDefault, "--socket", "/s"}), 0) << world.err;
  ExpectGolden("config_explain_box.txt", world.out);
  EXPECT_THAT(world.out, Not(HasSubstr("cpk_secret")));
  world.out.clear();
  world.Answer(method::kGetSession, reply);
  EXPECT_EQ(world.Run({"config", "explain", "--config-path", kDefault, "--socket", "/s", "--output", "json"}),
            0);
  ExpectGolden("config_explain.json", world.out);
}

TEST(ConfigExplain, ShowsWhatIsKnownOfABrokenFileAndFails) {
  FakeWorld world;
  world.variables["CHUTES_PROFILE"] = "prod";
  const std::string path = std::string(kFolder) + "/prod.ini";
  world.AnswerError(method::kGetSession, ConfigError(chutesd::Reason::kConfigInvalid, path));
  EXPECT_EQ(world.Run({"config", "explain"}), 1);
  EXPECT_THAT(world.out, HasSubstr("Config file\t" + path + "\tprofile (CHUTES_PROFILE)\t-\n"));
  EXPECT_THAT(world.out, HasSubstr("API URL\t-\t-\t-\n"));
  EXPECT_THAT(world.err, HasSubstr("next: ${EDITOR:-vi} +3 /home/alice/.chutes/environments/prod.ini\n"));
}

TEST(ConfigExplain, ShowsNothingWithoutADaemon) {
  FakeWorld world;
  world.AnswerError(method::kGetSession, NoDaemon());
  EXPECT_EQ(world.Run({"config", "explain"}), 3);
  EXPECT_EQ(world.out, "");
}

TEST(ConfigCheck, ReadsTheFileAnew) {
  FakeWorld world;
  chutesd::v1::LoadSessionResponse reply;
  *reply.mutable_session() = SampleSession().session();
  world.Answer(method::kLoadSession, reply);
  EXPECT_EQ(world.Run({"config", "check"}), 0);
  EXPECT_THAT(world.out, HasSubstr(std::string(kDefault) + ": ok: account alice, hotkey 5Grwva"));
  EXPECT_THAT(world.err, HasSubstr("chmod 600"));
}

TEST(ConfigCheck, SaysWhatIsWrongAndHowToMendIt) {
  FakeWorld world;
  world.AnswerError(method::kLoadSession, ConfigError(chutesd::Reason::kConfigInvalid, kDefault));
  EXPECT_EQ(world.Run({"config", "check", "--output", "json"}), 1);
  ExpectGolden("config_check_broken.json", world.out);
  EXPECT_THAT(world.err, HasSubstr("next: ${EDITOR:-vi} +3 /home/alice/.chutes/config.ini\n"));
  world.out.clear();
  world.AnswerError(method::kLoadSession, NoDaemon());
  EXPECT_EQ(world.Run({"config", "check", "--output", "json"}), 3);
  EXPECT_EQ(world.out, "");
}

TEST(Profiles, ListsNamesThatCanBeOnesAndMarksTheOneInUse) {
  FakeWorld world;
  world.variables["CHUTES_PROFILE"] = "prod";
  world.variables["CHUTES_API_KEY"] = "cpk_secret";
  world.folders[kFolder] = {".", "..", "prod.ini", "a.ini", "notes.txt", ".ini", "with space.ini"};
  world.AnswerError(method::kGetSession, ConfigError(chutesd::Reason::kConfigMissing, kDefault));
  world.AnswerError(method::kGetSession,
                    ConfigError(chutesd::Reason::kConfigInvalid, std::string(kFolder) + "/a.ini"));
  world.Answer(method::kGetSession, SampleSession());
  EXPECT_EQ(world.Run({"profiles"}), 0) << world.err;
  EXPECT_EQ(world.out,
            "Profile\tIn use\tUsername\tHotkey address\tAPI URL\tProblem\n"
            "a\t-\t-\t-\t-\t/home/alice/.chutes/environments/a.ini:3: [auth]: broken\n"
            "prod\tyes\talice\t5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\thttps://api.chutes.ai\t-\n");
  for (std::size_t i = 0; i < world.calls.size(); ++i) {
    EXPECT_EQ(world.Seen<GetSessionRequest>(i).session().api_key(), "");
    EXPECT_EQ(world.Seen<GetSessionRequest>(i).session().api_url(), "");
  }
}

TEST(Profiles, SaysThatTheFolderCannotBeRead) {
  FakeWorld world;
  world.folders[kFolder] = std::nullopt;
  EXPECT_EQ(world.Run({"profiles"}), 1);
  EXPECT_THAT(world.err, HasSubstr(std::string("next: ls -ld ") + kFolder));
}

TEST(Profiles, NeedsADaemon) {
  FakeWorld world;
  world.folders[kFolder] = {"prod.ini"};
  world.AnswerError(method::kGetSession, NoDaemon());
  EXPECT_EQ(world.Run({"profiles"}), 3);
  EXPECT_EQ(world.out, "");
}

TEST(WhoamiWarning, TellsAnAddressThatAddsNoBalance) {
  const auto warned = [](const std::string& written) {
    FakeWorld world;
    chutesd::v1::GetSessionResponse session = SampleSession();
    session.mutable_session()->set_payment_address(written);
    chutesd::v1::GetAccountResponse reply;
    *reply.mutable_account() = SampleRegistered().account();
    world.Answer(method::kGetSession, session);
    world.Answer(method::kGetAccount, reply);
    EXPECT_EQ(world.Run({"whoami"}), 0);
    return world.err;
  };
  EXPECT_EQ(warned(""), "");
  EXPECT_EQ(warned(SampleRegistered().account().payment_address()), "");
  EXPECT_THAT(warned(SampleRegistered().account().coldkey()), HasSubstr("coldkey"));
  EXPECT_THAT(warned("5Other"), HasSubstr("is not the account's"));
}

}  // namespace
}  // namespace chutes
