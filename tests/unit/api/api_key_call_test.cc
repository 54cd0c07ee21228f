#include <algorithm>
#include <string>

#include "daemon/api/upstream_status.h"
#include "tests/unit/api/api_fixture.h"
#include "tests/unit/model/sample_api_key.h"

namespace chutesd::api {
namespace {

class ApiKeyCallTest : public ApiTest {
 protected:
  ApiKeyCallTest() {
    account.hotkey = nullptr;
    account.api_key = model::SampleApiKey();
  }
  static bool IsSigned(const http::HttpRequest& request) {
    return std::any_of(request.headers.begin(), request.headers.end(),
                       [](const auto& header) { return header.first.starts_with("X-Chutes-"); });
  }
  const std::string basic_ = "Basic " + std::string(model::kSampleApiKey);
};

TEST_F(ApiKeyCallTest, AReadIsMadeByTheKeyAlone) {
  http.Reply(200, R"({"total":0,"page":0,"limit":25,"items":[],"cord_refs":null})");
  ASSERT_TRUE(RunOnLoop(api.ListKeys(ctx, account, 0, 25)).ok());
  EXPECT_EQ(http.seen.at(0).authorization.Reveal(), basic_);
  EXPECT_FALSE(IsSigned(http.seen[0]));
}

TEST_F(ApiKeyCallTest, AChangeSaysWhatItsBodyIs) {
  http.Reply(409, R"({"detail":"An API key already exists with this name"})");
  model::ApiKeySpec spec;
  spec.name = "ci";
  spec.admin = true;
  EXPECT_EQ(ReasonOf(RunOnLoop(api.CreateKey(ctx, account, spec)).status()), Reason::kKeyNameTaken);
  EXPECT_EQ(http.seen.at(0).authorization.Reveal(), basic_);
  EXPECT_EQ(Header(http.seen[0], "Content-Type"), "application/json");
  EXPECT_FALSE(IsSigned(http.seen[0]));
}

TEST_F(ApiKeyCallTest, WithAHotkeyAtHandTheHotkeySigns) {
  account.hotkey = hotkey;
  http.Reply(200, R"({"total":0,"page":0,"limit":25,"items":[],"cord_refs":null})");
  ASSERT_TRUE(RunOnLoop(api.ListKeys(ctx, account, 0, 25)).ok());
  EXPECT_TRUE(http.seen.at(0).authorization.empty());
  EXPECT_TRUE(IsSigned(http.seen[0]));
}

TEST_F(ApiKeyCallTest, NobodyIsNamedWithoutAnAccount) {
  http.Reply(200, R"({"valid":true,"available":true})");
  ASSERT_TRUE(RunOnLoop(api.CheckUsername(ctx, account.api_url, "alice")).ok());
  EXPECT_TRUE(http.seen.at(0).authorization.empty());
}

TEST_F(ApiKeyCallTest, ARefusedKeyMayBeAScopedOne) {
  for (const char* detail : {"Invalid token or user not found", "Missing or invalid authorization header(s)",
                             "Can't find a user with that api key in our db :("}) {
    http.Reply(401, std::string(R"({"detail":")") + detail + "\"}");
    const Status status = RunOnLoop(api.GetUser(ctx, account)).status();
    const Failure failure = status.failure();
    EXPECT_EQ(failure.reason, Reason::kUpstreamUnauthenticated);
    EXPECT_EQ(failure.http_status, 401);
    EXPECT_NE(failure.message.find("scoped keys can only invoke"), std::string::npos) << failure.message;
    EXPECT_NE(failure.next_step.find("admin key"), std::string::npos);
    ExpectNoCliCommand(failure);
  }
}

TEST_F(ApiKeyCallTest, NoErrorEchoesTheKey) {
  const std::string echo = R"({"detail":"what is this: )" + std::string(model::kSampleApiKey) + R"("})";
  for (const int status : {400, 401, 403, 404, 418, 422}) {
    http.Reply(status, echo);
    const Status failed = RunOnLoop(api.GetUser(ctx, account)).status();
    ASSERT_FALSE(failed.ok());
    EXPECT_EQ(AllTextOf(failed).find("SecretPart"), std::string::npos) << failed;
  }
  http.Reply(500, echo);
  model::ApiKeySpec spec;
  spec.name = "ci";
  EXPECT_EQ(AllTextOf(RunOnLoop(api.CreateKey(ctx, account, spec)).status()).find("SecretPart"),
            std::string::npos);
}

}  // namespace
}  // namespace chutesd::api
