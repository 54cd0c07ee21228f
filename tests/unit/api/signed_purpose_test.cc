// What the signature of each request is good for, as its receiver finds out.
#include <functional>

#include "daemon/crypto/bytes.h"
#include "daemon/crypto/sr25519.h"
#include "tests/unit/api/api_fixture.h"

namespace chutesd::api {
namespace {

class SignedPurposeTest : public ApiTest {
 protected:
  SignedPurposeTest() {
    http.otherwise = [](const http::HttpRequest&) {
      return http::FakeHttp::Response(404, R"({"detail":"no"})");
    };
  }

  bool IsSigned(const http::HttpRequest& request, const std::string& last_part) const {
    const std::string message =
        hotkey->ss58_address() + ":" + Header(request, "X-Chutes-Nonce") + ":" + last_part;
    std::vector<std::uint8_t> signature;
    const std::string hex = Header(request, "X-Chutes-Signature");
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
      signature.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    }
    return crypto::Verify(hotkey->public_key(), message, signature);
  }
};

TEST_F(SignedPurposeTest, OfARequestWithoutABodyIsThatOfItsRoute) {
  const std::vector<std::pair<std::string, std::function<void()>>> calls = {
      {"me", [this] { (void)RunOnLoop(api.GetUser(ctx, account)); }},
      {"api_keys", [this] { (void)RunOnLoop(api.ListKeys(ctx, account, 0, 25)); }},
      {"api_keys", [this] { (void)RunOnLoop(api.GetKey(ctx, account, "1c13b2c1")); }},
      {"api_keys", [this] { (void)RunOnLoop(api.DeleteKey(ctx, account, "1c13b2c1")); }},
      {"secrets", [this] { (void)RunOnLoop(api.ListSecrets(ctx, account, 0, 25)); }},
      {"secrets", [this] { (void)RunOnLoop(api.GetSecret(ctx, account, "b7f6d2a3")); }},
      {"secrets", [this] { (void)RunOnLoop(api.DeleteSecret(ctx, account, "b7f6d2a3")); }},
      {"chutes", [this] { (void)RunOnLoop(api.ListChutes(ctx, account, "", 0, 500)); }}};
  for (const auto& [purpose, call] : calls) {
    http.seen.clear();
    call();
    ASSERT_EQ(http.seen.size(), 1U) << purpose;
    const http::HttpRequest& request = http.seen.front();
    EXPECT_TRUE(request.body.empty());
    for (const char* const each : {"me", "api_keys", "secrets", "chutes"}) {
      EXPECT_EQ(IsSigned(request, each), each == purpose) << request.url << " for " << each;
    }
  }
}

TEST_F(SignedPurposeTest, OfARequestWithABodyIsThatBodyAlone) {
  model::ApiKeySpec spec;
  spec.name = "ci";
  spec.admin = true;
  (void)RunOnLoop(api.CreateKey(ctx, account, spec));
  (void)RunOnLoop(api.CreateSecret(ctx, account, "4499b820", "HF_TOKEN", SecretString("hf")));
  (void)RunOnLoop(api.RegisterUser(ctx, "https://api.example", hotkey, "bob", "5D", SecretString("token")));
  ASSERT_EQ(http.seen.size(), 3U);
  for (const http::HttpRequest& request : http.seen) {
    EXPECT_TRUE(IsSigned(request, crypto::Sha256Hex(request.body.Reveal()))) << request.url;
  }
}

}  // namespace
}  // namespace chutesd::api
