#include "daemon/crypto/bytes.h"
#include "daemon/crypto/sr25519.h"
#include "tests/unit/api/api_fixture.h"

namespace chutesd::api {
namespace {

constexpr std::string_view kCreatedKey =
    R"({"api_key_id":"1c13b2c1","user_id":"44b99a8e","admin":true,"name":"ci","created_at":"2026-11-22T23:40:31.817021",)"
    R"("last_used_at":null,"scopes":[],"secret_key":"cpk_canary"})";
constexpr std::string_view kCreatedSecret =
    R"({"user_id":"9824b9d3","secret_id":"b7f6d2a3","key":"HF_TOKEN","purpose":"4499b820",)"
    R"("created_at":"2026-11-22T23:40:46.662232","value":"c30d"})";
constexpr std::string_view kRegistered =
    R"({"username":"bob","user_id":"ac6b5648","logo_id":null,"created_at":"2026-11-22T23:40:31.024058Z","hotkey":"5C",)"
    R"("coldkey":"5D","payment_address":"5HT9","fingerprint":"Q4KkhnAgKS2i8o3U6AxsTT9797xQy6Kp","api_key":null})";
constexpr std::string_view kValue = "hf_canary_of_the_value";
constexpr std::string_view kToken = "3f0c7f5e-6d5c-4b0e-9f1f-0a1b2c3d4e5f";

class ChangesTest : public ApiTest {
 protected:
  Result<model::CreatedApiKey> CreateKey() {
    model::ApiKeySpec spec;
    spec.name = "ci";
    spec.admin = true;
    return RunOnLoop(api.CreateKey(ctx, account, std::move(spec)));
  }
  Result<model::Secret> CreateSecret() {
    return RunOnLoop(api.CreateSecret(ctx, account, "4499b820", "HF_TOKEN", SecretString(kValue)));
  }
  Result<model::RegisteredUser> Register(std::string api_url = "https://api.chutes.ai") {
    return RunOnLoop(api.RegisterUser(ctx, std::move(api_url), hotkey, "bob", "5D", SecretString(kToken)));
  }
  // Each change in turn, for what must hold for all of them.
  std::vector<Status> EachChange() {
    return {CreateKey().status(), RunOnLoop(api.DeleteKey(ctx, account, "1c13b2c1")), CreateSecret().status(),
            RunOnLoop(api.DeleteSecret(ctx, account, "b7f6d2a3")), Register().status()};
  }
};

TEST_F(ChangesTest, CreateKey_SendsAndSignsItsBody) {
  http.Reply(200, kCreatedKey);
  const auto created = CreateKey();
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->secret_key.Reveal(), "cpk_canary");
  const http::HttpRequest& request = http.seen.at(0);
  EXPECT_EQ(request.method, http::Method::kPost);
  EXPECT_EQ(request.url, "https://api.example/api_keys/");
  EXPECT_EQ(request.body.Reveal(), R"({"name":"ci","admin":true})");
  EXPECT_FALSE(request.repeatable);
  EXPECT_EQ(Header(request, "Content-Type"), "application/json");
  const std::string message = hotkey->ss58_address() + ":" + Header(request, "X-Chutes-Nonce") + ":" +
                              crypto::Sha256Hex(request.body.Reveal());
  std::vector<std::uint8_t> signature;
  const std::string hex = Header(request, "X-Chutes-Signature");
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    signature.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  EXPECT_TRUE(crypto::Verify(hotkey->public_key(), message, signature));
}

TEST_F(ChangesTest, CreateSecret_SendsTheValueAndReturnsNoCiphertext) {
  http.Reply(200, kCreatedSecret);
  const auto created = CreateSecret();
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->secret_id, "b7f6d2a3");
  EXPECT_EQ(http.seen.at(0).url, "https://api.example/secrets/");
  EXPECT_EQ(http.seen.at(0).body.Reveal(),
            R"({"purpose":"4499b820","key":"HF_TOKEN","value":"hf_canary_of_the_value"})");
}

TEST_F(ChangesTest, Deletions_GoToTheIdAndSignThePurpose) {
  http.Reply(200, R"({"api_key_id":"1c13b2c1","deleted":true})");
  EXPECT_TRUE(RunOnLoop(api.DeleteKey(ctx, account, "1c13b2c1")).ok());
  http.Reply(200, R"({"status":"Successfully deleted secret b7f6d2a3","secret_id":"b7f6d2a3"})");
  EXPECT_TRUE(RunOnLoop(api.DeleteSecret(ctx, account, "b7f6d2a3")).ok());
  EXPECT_EQ(http.seen.at(0).url, "https://api.example/api_keys/1c13b2c1");
  EXPECT_EQ(http.seen.at(1).url, "https://api.example/secrets/b7f6d2a3");
  for (const http::HttpRequest& request : http.seen) {
    EXPECT_EQ(request.method, http::Method::kDelete);
    EXPECT_TRUE(request.body.empty());
    EXPECT_FALSE(request.repeatable);
    EXPECT_EQ(Header(request, "Content-Type"), "");
  }
}

TEST_F(ChangesTest, Register_GoesToTheRegistrationHostOfTheOfficialApi) {
  http.Reply(200, kRegistered);
  const auto registered = Register();
  ASSERT_TRUE(registered.ok()) << registered.status();
  EXPECT_EQ(registered->fingerprint.Reveal(), "Q4KkhnAgKS2i8o3U6AxsTT9797xQy6Kp");
  const http::HttpRequest& request = http.seen.at(0);
  EXPECT_EQ(request.url, "https://rtok.chutes.ai/users/register");
  EXPECT_EQ(request.query.Reveal(), "token=3f0c7f5e-6d5c-4b0e-9f1f-0a1b2c3d4e5f");
  EXPECT_EQ(request.body.Reveal(), R"({"username": "bob", "coldkey": "5D"})");
  EXPECT_EQ(request.headers.at(0).first, "X-Chutes-Hotkey") << "there is no user id yet";
  http.Reply(200, kRegistered);
  EXPECT_TRUE(Register("http://127.0.0.1:8000").ok());
  EXPECT_EQ(http.seen.at(1).url, "http://127.0.0.1:8000/users/register");
}

TEST_F(ChangesTest, OnceSentACallerWhoGoesAwayStopsNothing) {
  http.Reply(200, kCreatedKey);
  EXPECT_TRUE(CreateKey().ok());
  EXPECT_FALSE(http.contexts.at(0).stop.stop_possible());
  EXPECT_EQ(http.contexts.at(0).deadline, ctx.deadline);
}

TEST_F(ChangesTest, NothingIsSentForACallerWhoIsGoneOrOutOfTime) {
  stop.request_stop();
  for (const Status& status : EachChange()) {
    EXPECT_EQ(ReasonOf(status), Reason::kCancelled);
    EXPECT_NE(status.message().find("nothing was sent"), std::string::npos);
  }
  ctx.stop = {};
  ctx.deadline = sleeper.now;
  for (const Status& status : EachChange()) EXPECT_EQ(ReasonOf(status), Reason::kTimeout);
  EXPECT_TRUE(http.seen.empty());
}

TEST_F(ChangesTest, AreSentOnceWhateverHappens) {
  http.otherwise = [](const http::HttpRequest&) { return http::FakeHttp::Response(503, ""); };
  for (const Status& status : EachChange()) {
    EXPECT_EQ(ReasonOf(status), Reason::kOutcomeUnknown);
    EXPECT_EQ(status.reason(), Reason::kOutcomeUnknown);
    EXPECT_FALSE(status.failure().next_step.empty());
    EXPECT_FALSE(status.failure().facts.at(fact::kOperation).empty());
  }
  EXPECT_EQ(http.seen.size(), 5U);
  EXPECT_TRUE(sleeper.waits.empty());
}

TEST_F(ChangesTest, ALostReplyIsAnUnknownOutcome) {
  for (const Reason lost :
       {Reason::kUpstreamFailed, Reason::kTimeout, Reason::kCancelled, Reason::kUpstreamTooLarge}) {
    for (int i = 0; i < 5; ++i) http.Break(lost, "lost it");
    for (const Status& status : EachChange()) EXPECT_EQ(ReasonOf(status), Reason::kOutcomeUnknown);
  }
}

TEST_F(ChangesTest, ARequestThatNeverLeftIsNotAnUnknownOutcome) {
  for (const Reason unsent : {Reason::kUpstreamUnreachable, Reason::kUpstreamTlsRefused}) {
    for (int i = 0; i < 5; ++i) http.Break(unsent, "never connected");
    for (const Status& status : EachChange()) EXPECT_EQ(ReasonOf(status), unsent);
  }
}

TEST_F(ChangesTest, ASuccessThatCannotBeUnderstoodIsAnUnknownOutcome) {
  for (const std::string_view body :
       {"", "{}", "<html>", R"({"deleted":false})", R"({"secret_key":["cpk_canary"]})"}) {
    for (int i = 0; i < 5; ++i) http.Reply(200, body);
    for (const Status& status : EachChange()) {
      EXPECT_EQ(ReasonOf(status), Reason::kOutcomeUnknown) << body;
      EXPECT_EQ(status.message().find("canary"), std::string::npos);
    }
  }
}

TEST_F(ChangesTest, ARefusalMeansThatNothingChanged) {
  for (const int code : {400, 401, 402, 403, 404, 409, 422, 429, 301}) {
    for (int i = 0; i < 5; ++i) http.Reply(code, R"({"detail":"no"})");
    for (const Status& status : EachChange()) EXPECT_NE(ReasonOf(status), Reason::kOutcomeUnknown) << code;
  }
}

TEST_F(ChangesTest, NoErrorShowsWhatWasSent) {
  const std::string echo = R"({"detail":[{"type":"missing","loc":["body","x"],"msg":"bad )" +
                           std::string(kValue) + " " + std::string(kToken) + R"(","input":{"value":")" +
                           std::string(kValue) + R"(","token":")" + std::string(kToken) + R"("}}]})";
  for (const int code : {400, 401, 403, 404, 409, 422, 429, 500}) {
    http.Reply(code, echo);
    const auto created = CreateSecret();
    http.Reply(code, echo);
    const auto registered = Register();
    EXPECT_EQ(AllTextOf(created.status()).find("canary"), std::string::npos) << AllTextOf(created.status());
    EXPECT_EQ(AllTextOf(registered.status()).find("6d5c-4b0e"), std::string::npos)
        << AllTextOf(registered.status());
  }
}

}  // namespace
}  // namespace chutesd::api
