#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "chutesd/v1/account.pb.h"
#include "chutesd/v1/keys.pb.h"
#include "chutesd/v1/secrets.pb.h"
#include "chutesd/v1/session.pb.h"
#include "tests/component/replies.h"
#include "tests/component/rig.h"
#include "tests/unit/config/sample_account.h"

// How long a call lives, and what comes back when it does not go well.
namespace chutesd::component {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kGetAccount[] = "chutesd.v1.AccountService/GetAccount";
constexpr char kCreateKey[] = "chutesd.v1.KeysService/CreateKey";
constexpr char kGetSession[] = "chutesd.v1.SessionService/GetSession";

class CallsTest : public testing::Test {
 protected:
  CallsTest() {
    create_.set_name("ci");
    create_.set_admin(true);
  }
  Ending GetAccount(std::optional<milliseconds> timeout = kPatience) {
    return client_.Call(kGetAccount, read_, account_, timeout);
  }

  Rig rig_;
  Client client_ = rig_.Connect();
  v1::GetAccountRequest read_;
  v1::GetAccountResponse account_;
  v1::CreateKeyRequest create_;
  v1::CreateKeyResponse created_;
};

TEST_F(CallsTest, Cancel_AbortsARead) {
  rig_.http.Hold();
  const auto call = client_.Start(kGetAccount, read_, account_);
  ASSERT_TRUE(rig_.http.WaitForRequests(1));
  EXPECT_EQ(rig_.in_flight(), 1);
  call->Cancel();
  EXPECT_EQ(call->Wait().code, kCancelled);
  EXPECT_TRUE(rig_.http.WaitForGivenUp(1));
  EXPECT_TRUE(rig_.WaitUntilIdle());
  EXPECT_EQ(rig_.in_flight(), 0);
  EXPECT_EQ(rig_.http.seen().size(), 1U) << "a read was tried again for nobody";
}

TEST_F(CallsTest, Cancel_LetsTheCallerOfAChangeGoAndTheChangeRunOn) {
  rig_.http.Hold();
  const auto call = client_.Start(kCreateKey, create_, created_);
  ASSERT_TRUE(rig_.http.WaitForRequests(1));
  call->Cancel();
  EXPECT_EQ(call->Wait().code, kCancelled);
  // The daemon has heard of it when it has served a call that came later on the same connection.
  v1::GetSessionRequest request;
  v1::GetSessionResponse response;
  ASSERT_TRUE(client_.Call(kGetSession, request, response).ok());
  EXPECT_EQ(rig_.in_flight(), 1);
  EXPECT_EQ(rig_.http.given_up(), 0U);
  rig_.http.Release(200, CreatedKeyJson(kKeyId, "ci", "cpk_0123456789"));
  EXPECT_TRUE(rig_.WaitUntilIdle());
  EXPECT_EQ(rig_.http.given_up(), 0U);
}

TEST_F(CallsTest, Cancel_BeforeAChangeWasSentPreventsIt) {
  rig_.http.Hold();  // the search for the name
  v1::DeleteKeyRequest request;
  request.set_key("ci");
  v1::DeleteKeyResponse response;
  const auto call = client_.Start("chutesd.v1.KeysService/DeleteKey", request, response);
  ASSERT_TRUE(rig_.http.WaitForRequests(1));
  call->Cancel();
  EXPECT_EQ(call->Wait().code, kCancelled);
  EXPECT_TRUE(rig_.WaitUntilIdle());
  EXPECT_EQ(rig_.http.seen().size(), 1U);
}

TEST_F(CallsTest, Cancel_OfOneCallLeavesOthersAlone) {
  rig_.http.Hold();
  rig_.http.Hold();
  const auto kept = client_.Start(kGetAccount, read_, account_);
  ASSERT_TRUE(rig_.http.WaitForRequests(1));
  v1::GetAccountResponse ignored;
  const auto cancelled = client_.Start(kGetAccount, read_, ignored);
  ASSERT_TRUE(rig_.http.WaitForRequests(2));
  cancelled->Cancel();
  EXPECT_EQ(cancelled->Wait().code, kCancelled);
  ASSERT_TRUE(rig_.http.WaitForGivenUp(1));
  rig_.http.Release(200, UserJson(config::kAddress));
  EXPECT_TRUE(kept->Wait().ok());
  EXPECT_EQ(account_.account().username(), "alice");
}

TEST_F(CallsTest, Deadline_OfTheClientEndsTheCallAndTheRead) {
  rig_.http.Hold();
  const Ending ending = GetAccount(milliseconds(200));
  EXPECT_EQ(ending.code, kDeadlineExceeded);
  EXPECT_TRUE(rig_.WaitUntilIdle());
}

TEST_F(CallsTest, Deadline_OfTheClientReachesTheRequest) {
  struct Case {
    std::optional<milliseconds> asked;
    seconds least;
    seconds most;
  };
  // Without one 35 s, and never more than 60 s.
  const std::vector<Case> cases = {{seconds(20), seconds(0), seconds(20)},
                                   {std::nullopt, seconds(34), seconds(35)},
                                   {seconds(900), seconds(59), seconds(60)}};
  for (std::size_t i = 0; i < cases.size(); ++i) {
    rig_.http.Reply(200, UserJson(config::kAddress));
    const auto before = steady_clock::now();
    ASSERT_TRUE(GetAccount(cases[i].asked).ok());
    const auto after = steady_clock::now();
    const auto deadline = rig_.http.seen().at(i).deadline;
    EXPECT_GE(deadline, before + cases[i].least);
    // gRPC sends a deadline rounded up.
    EXPECT_LE(deadline, after + cases[i].most + seconds(1));
  }
}

TEST(CallsInFlightTest, Calls_BeyondTheCapAreRefusedUntilOneEnds) {
  Rig rig(/*most_in_flight=*/2);
  Client client = rig.Connect();
  v1::GetAccountRequest request;
  std::vector<v1::GetAccountResponse> responses(3);
  rig.http.Hold();
  rig.http.Hold();
  const auto first = client.Start(kGetAccount, request, responses[0]);
  ASSERT_TRUE(rig.http.WaitForRequests(1));
  const auto second = client.Start(kGetAccount, request, responses[1]);
  ASSERT_TRUE(rig.http.WaitForRequests(2));
  const Ending refused = client.Call(kGetAccount, request, responses[2]);
  EXPECT_EQ(refused.code, kResourceExhausted);
  EXPECT_EQ(refused.reason(), "QUEUE_FULL");
  EXPECT_NE(refused.info.metadata().at("next_step"), "");
  EXPECT_EQ(rig.http.seen().size(), 2U);
  rig.http.Release(200, UserJson(config::kAddress));
  EXPECT_TRUE(first->Wait().ok());
  rig.http.Reply(200, UserJson(config::kAddress));
  EXPECT_TRUE(client.Call(kGetAccount, request, responses[2]).ok());
  rig.http.Release(200, UserJson(config::kAddress));
  EXPECT_TRUE(second->Wait().ok());
}

TEST_F(CallsTest, Reads_AreTriedAgainAndChangesAreNot) {
  rig_.http.Break(Reason::kUpstreamUnreachable, "no route");
  rig_.http.Reply(503, R"({"detail":"Database connectivity problems"})");
  rig_.http.Reply(200, UserJson(config::kAddress));
  EXPECT_TRUE(GetAccount().ok());
  EXPECT_EQ(rig_.http.seen().size(), 3U);

  rig_.http.Break(Reason::kUpstreamFailed, "the connection was lost");
  const Ending ending = client_.Call(kCreateKey, create_, created_);
  EXPECT_EQ(ending.code, kAborted);
  EXPECT_EQ(ending.reason(), "OUTCOME_UNKNOWN");
  EXPECT_EQ(ending.info.metadata().at("operation"), "create_key");
  EXPECT_THAT(ending.info.metadata().at("next_step"), HasSubstr("ListKeys"));
  EXPECT_EQ(rig_.http.seen().size(), 4U);
}

TEST_F(CallsTest, Errors_OfTheApiArriveWithReasonFieldsAndWait) {
  rig_.http.Reply(422,
                  R"({"detail":[{"type":"t","loc":["body","name"],"msg":"String too long","input":"x"}]})");
  const Ending invalid = client_.Call(kCreateKey, create_, created_);
  EXPECT_EQ(invalid.code, kInvalidArgument);
  EXPECT_EQ(invalid.reason(), "UPSTREAM_INVALID");
  EXPECT_THAT(invalid.fields, ElementsAre("name"));
  EXPECT_EQ(invalid.info.metadata().at("http_status"), "422");
  EXPECT_EQ(invalid.info.metadata().at("account"), "alice");
  EXPECT_EQ(invalid.info.metadata().at("config_path"), rig_.config_path());
  rig_.http.Reply(429, R"({"detail":"slow down"})");
  const Ending limited = client_.Call(kCreateKey, create_, created_);
  EXPECT_EQ(limited.code, kResourceExhausted);
  EXPECT_EQ(limited.reason(), "UPSTREAM_RATE_LIMITED");
}

// The most that an answer of the API can make an error carry still fits into what gRPC lets through.
TEST_F(CallsTest, Errors_TheLargestStillArrivesAsItself) {
  std::string list;
  for (int i = 0; i < 40; ++i) {
    list += fmt::format(R"({}{{"type":"t","loc":["body","scopes",{},"{}"],"msg":"{}","input":"x"}})",
                        i == 0 ? "" : ",", i, std::string(400, 'f'), std::string(4000, 'm'));
  }
  rig_.http.Reply(422, fmt::format(R"({{"detail":[{}]}})", list));
  const Ending ending = client_.Call(kCreateKey, create_, created_);
  EXPECT_EQ(ending.code, kInvalidArgument) << ending.message;
  EXPECT_EQ(ending.reason(), "UPSTREAM_INVALID");
  EXPECT_FALSE(ending.fields.empty());
}

TEST_F(CallsTest, Warnings_ArriveAsTrailingMetadataOfCallsThatUseTheSession) {
  ASSERT_EQ(chmod(rig_.config_path().c_str(), 0644), 0);
  rig_.http.Reply(200, UserJson(config::kAddress));
  const Ending ending = GetAccount();
  EXPECT_TRUE(ending.ok());
  ASSERT_EQ(ending.warnings.size(), 1U);
  EXPECT_EQ(ending.warnings[0].code(), "CONFIG_READABLE");
  EXPECT_EQ(ending.warnings[0].facts().at("path"), rig_.config_path());
  v1::GetSessionRequest request;
  v1::GetSessionResponse response;
  EXPECT_TRUE(client_.Call(kGetSession, request, response).ok());
  ASSERT_EQ(response.session().warnings_size(), 1);
  EXPECT_EQ(response.session().warnings(0).DebugString(), ending.warnings[0].DebugString());
}

TEST_F(CallsTest, Warnings_ArriveWithErrorsToo) {
  ASSERT_EQ(chmod(rig_.config_path().c_str(), 0644), 0);
  rig_.http.Reply(404, R"({"detail":"API key not found"})");
  v1::GetKeyRequest request;
  request.set_key(kKeyId);
  v1::GetKeyResponse response;
  const Ending ending = client_.Call("chutesd.v1.KeysService/GetKey", request, response);
  EXPECT_EQ(ending.reason(), "KEY_NOT_FOUND");
  EXPECT_EQ(ending.warnings.size(), 1U);
}

// A warning names the file, and its path may be as long as the metadata that a client takes.
TEST_F(CallsTest, Warnings_AboutALongPathDoNotHideTheAnswer) {
  std::string folder = rig_.home();
  while (folder.size() < 3'700) {
    folder += "/" + std::string(200, 'd');
    ASSERT_EQ(mkdir(folder.c_str(), 0700), 0);
  }
  read_.mutable_session()->set_config_path(folder + "/c.ini");
  config::WriteText(read_.session().config_path(), config::SampleConfig(), 0644);
  rig_.http.Reply(200, UserJson(config::kAddress));
  const Ending ending = GetAccount();
  EXPECT_TRUE(ending.ok()) << ending.message;
  ASSERT_EQ(ending.warnings.size(), 1U);
  EXPECT_LE(ending.warnings[0].text().size(), 512U);
  EXPECT_EQ(ending.warnings[0].code(), "CONFIG_READABLE");
  EXPECT_FALSE(ending.warnings[0].facts().contains("path")) << "a part of it is another path";
}

TEST_F(CallsTest, Sessions_AnEditIsInForceForTheNextCallAndABrokenOneFailsIt) {
  v1::GetSessionRequest request;
  v1::GetSessionResponse response;
  ASSERT_TRUE(client_.Call(kGetSession, request, response).ok());
  EXPECT_EQ(response.session().username(), "alice");
  config::WriteText(rig_.config_path(), config::AliceConfig());
  ASSERT_TRUE(client_.Call(kGetSession, request, response).ok());
  EXPECT_EQ(response.session().username(), "bob");
  config::WriteText(rig_.config_path(), "[auth]\nusername = carol\n");
  v1::LoadSessionRequest load;
  v1::LoadSessionResponse loaded;
  for (const Ending& ending : {GetAccount(), client_.Call(kGetSession, request, response),
                               client_.Call("chutesd.v1.SessionService/LoadSession", load, loaded)}) {
    EXPECT_EQ(ending.code, kFailedPrecondition);
    EXPECT_EQ(ending.reason(), "CONFIG_INVALID");
    EXPECT_EQ(ending.info.metadata().at("path"), rig_.config_path());
    EXPECT_EQ(ending.info.metadata().at("line"), "1");
  }
}

}  // namespace
}  // namespace chutesd::component
