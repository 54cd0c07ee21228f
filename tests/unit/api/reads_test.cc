#include "tests/unit/api/api_fixture.h"

namespace chutesd::api {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kMe =
    R"({"username":"alice","user_id":"44b99a8e-6839-5638-90a9-a4a14874a2fc","created_at":"2026-11-22T23:40:30.920315Z",)"
    R"("hotkey":"5C","coldkey":"5D","payment_address":"5Dy","balance":0.0})";
constexpr std::string_view kNoKeys = R"({"total":0,"page":0,"limit":25,"items":[],"cord_refs":null})";

class ReadsTest : public ApiTest {};

TEST_F(ReadsTest, GetUser_IsSignedForItsPurpose) {
  http.Reply(200, kMe);
  const auto user = RunOnLoop(api.GetUser(ctx, account));
  ASSERT_TRUE(user.ok()) << user.status();
  EXPECT_EQ(user->username, "alice");
  ASSERT_EQ(http.seen.size(), 1U);
  const http::HttpRequest& request = http.seen[0];
  EXPECT_EQ(request.method, http::Method::kGet);
  EXPECT_EQ(request.url, "https://api.example/users/me");
  EXPECT_TRUE(request.query.empty());
  EXPECT_TRUE(request.body.empty());
  EXPECT_TRUE(request.repeatable);
  EXPECT_EQ(Header(request, "X-Chutes-UserID"), account.user_id);
  EXPECT_EQ(Header(request, "X-Chutes-Hotkey"), hotkey->ss58_address());
  EXPECT_EQ(Header(request, "X-Chutes-Nonce"), "1760000001");
  EXPECT_EQ(Header(request, "X-Chutes-Signature").size(), 128U);
}

TEST_F(ReadsTest, EveryReadGoesToItsRoute) {
  http.otherwise = [](const http::HttpRequest&) {
    return http::FakeHttp::Response(404, R"({"detail":"no"})");
  };
  RunOnLoop(api.ListKeys(ctx, account, 2, 100)).status();
  RunOnLoop(api.GetKey(ctx, account, "a b")).status();
  RunOnLoop(api.ListSecrets(ctx, account, 0, 25)).status();
  RunOnLoop(api.GetSecret(ctx, account, "s1")).status();
  RunOnLoop(api.ListChutes(ctx, account, "my chute", 0, 500)).status();
  RunOnLoop(api.CheckUsername(ctx, "https://other.example", "alice")).status();
  std::vector<std::string> targets;
  for (const http::HttpRequest& request : http.seen) {
    EXPECT_EQ(request.method, http::Method::kGet);
    targets.push_back(request.url + "?" + std::string(request.query.Reveal()));
  }
  EXPECT_EQ(targets,
            (std::vector<std::string>{
                "https://api.example/api_keys/?limit=100&page=2", "https://api.example/api_keys/a%20b?",
                "https://api.example/secrets/?limit=25&page=0", "https://api.example/secrets/s1?",
                "https://api.example/chutes/?name=my%20chute&limit=500&page=0",
                "https://other.example/users/name_check?username=alice"}));
  EXPECT_TRUE(http.seen.back().headers.empty()) << "what anybody may ask carries no credentials";
}

TEST_F(ReadsTest, IdsThatLeadElsewhereAreNotSent) {
  for (const char* id : {"", "..", "../secrets/x"}) {
    EXPECT_EQ(ReasonOf(RunOnLoop(api.GetKey(ctx, account, id)).status()), Reason::kInvalidArgument);
    EXPECT_EQ(ReasonOf(RunOnLoop(api.DeleteKey(ctx, account, id))), Reason::kInvalidArgument);
    EXPECT_EQ(ReasonOf(RunOnLoop(api.GetSecret(ctx, account, id)).status()), Reason::kInvalidArgument);
    EXPECT_EQ(ReasonOf(RunOnLoop(api.DeleteSecret(ctx, account, id))), Reason::kInvalidArgument);
  }
  EXPECT_TRUE(http.seen.empty());
}

TEST_F(ReadsTest, FailedReadsAreTriedAgainWithAFreshNonce) {
  http.Break(Reason::kUpstreamUnreachable, "connection refused");
  http.Reply(503, "busy");
  http.Reply(200, kNoKeys);
  const auto page = RunOnLoop(api.ListKeys(ctx, account, 0, 25));
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(http.seen.size(), 3U);
  EXPECT_NE(Header(http.seen[0], "X-Chutes-Nonce"), Header(http.seen[1], "X-Chutes-Nonce"));
  EXPECT_NE(Header(http.seen[1], "X-Chutes-Nonce"), Header(http.seen[2], "X-Chutes-Nonce"));
  EXPECT_EQ(http.seen[2].query.Reveal(), "limit=25&page=0");
  EXPECT_EQ(sleeper.waits, (std::vector<milliseconds>{milliseconds(100), milliseconds(200)}));
}

TEST_F(ReadsTest, TheThirdFailureIsTold) {
  http.Reply(500, "first");
  http.Reply(502, "second");
  http.Reply(504, "third");
  const auto page = RunOnLoop(api.ListKeys(ctx, account, 0, 25));
  EXPECT_EQ(ReasonOf(page.status()), Reason::kUpstreamFailed);
  EXPECT_EQ(page.failure().http_status, 504);
  EXPECT_EQ(http.seen.size(), 3U);
}

TEST_F(ReadsTest, RefusalsAreNotTriedAgain) {
  for (const int status : {301, 400, 401, 403, 404, 409, 422}) {
    http.seen.clear();
    http.Reply(status, R"({"detail":"no"})");
    EXPECT_FALSE(RunOnLoop(api.GetKey(ctx, account, "x")).ok());
    EXPECT_EQ(http.seen.size(), 1U) << status;
  }
  for (const Reason reason :
       {Reason::kTimeout, Reason::kUpstreamTlsRefused, Reason::kCancelled, Reason::kUpstreamTooLarge}) {
    http.seen.clear();
    http.Break(reason, "broken");
    EXPECT_EQ(ReasonOf(RunOnLoop(api.GetKey(ctx, account, "x")).status()), reason);
    EXPECT_EQ(http.seen.size(), 1U);
  }
  EXPECT_TRUE(sleeper.waits.empty());
}

TEST_F(ReadsTest, ARefusedNonceIsReportedWithThisMachinesTime) {
  http.Reply(401, R"({"detail":"Invalid nonce!"})");
  const auto user = RunOnLoop(api.GetUser(ctx, account));
  EXPECT_EQ(ReasonOf(user.status()), Reason::kUpstreamNonceRefused);
  EXPECT_NE(user.status().message().find("2025-10-09"), std::string::npos) << user.status();
}

TEST_F(ReadsTest, RetryAfterIsKeptToWhenItFits) {
  http::HttpResponse limited = http::FakeHttp::Response(429, "");
  limited.retry_after = "5";
  http.ReplyWith(std::move(limited));
  http.Reply(200, kNoKeys);
  EXPECT_TRUE(RunOnLoop(api.ListKeys(ctx, account, 0, 25)).ok());
  EXPECT_EQ(sleeper.waits, (std::vector<milliseconds>{seconds(5)}));
}

TEST_F(ReadsTest, RetryAfterBeyondTheDeadlineGivesUpAtOnce) {
  http::HttpResponse limited = http::FakeHttp::Response(429, "");
  limited.retry_after = "60";
  http.ReplyWith(std::move(limited));
  const auto page = RunOnLoop(api.ListKeys(ctx, account, 0, 25));
  EXPECT_EQ(ReasonOf(page.status()), Reason::kUpstreamRateLimited);
  EXPECT_EQ(page.failure().retry_after, seconds(60));
  EXPECT_TRUE(sleeper.waits.empty());
  EXPECT_EQ(http.seen.size(), 1U);
}

TEST_F(ReadsTest, ACallerWhoGoesAwayEndsTheRetries) {
  http.Reply(503, "");
  stop.request_stop();
  EXPECT_EQ(ReasonOf(RunOnLoop(api.ListKeys(ctx, account, 0, 25)).status()), Reason::kCancelled);
  EXPECT_EQ(http.seen.size(), 1U);
}

TEST_F(ReadsTest, AnswersThatCannotBeUnderstoodAreMalformed) {
  for (const std::string_view body : {"", "[]", "<html>", R"({"total":1,"items":[1]})"}) {
    http.Reply(200, body);
    EXPECT_EQ(ReasonOf(RunOnLoop(api.ListKeys(ctx, account, 0, 25)).status()), Reason::kUpstreamMalformed)
        << body;
  }
}

TEST_F(ReadsTest, CheckUsername_WantsA200) {
  http.Reply(200, R"({"valid":true,"available":true})");
  EXPECT_TRUE(RunOnLoop(api.CheckUsername(ctx, "https://api.example", "alice")).ok());
  http.Reply(404, "");
  EXPECT_FALSE(RunOnLoop(api.CheckUsername(ctx, "https://api.example", "alice")).ok());
}

}  // namespace
}  // namespace chutesd::api
