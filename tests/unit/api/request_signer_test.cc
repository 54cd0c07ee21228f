#include "daemon/api/request_signer.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "daemon/api/operations.h"
#include "daemon/crypto/sr25519.h"

namespace chutesd::api {
namespace {

using nlohmann::json;

const json& Requests() {
  static const json vectors = [] {
    std::ifstream file(CHUTES_TEST_DATA "/vectors/requests.json");
    return json::parse(file);
  }();
  return vectors["requests"];
}

// The vector of the website login signs the bare nonce, which this daemon never does.
bool IsOurs(const json& request) { return request["id"] != "cli-login"; }

std::vector<std::uint8_t> Bytes(const std::string& hex) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

crypto::Hotkey HotkeyOf(const json& request) {
  auto hotkey = crypto::Hotkey::FromSeed(Bytes(request["seed_hex"]));
  EXPECT_TRUE(hotkey.ok()) << hotkey.status();
  return *std::move(hotkey);
}

struct OwnedSignable {
  std::string purpose, body, fingerprint;
  std::int64_t nonce;

  explicit OwnedSignable(const json& request)
      : purpose(request["purpose"].is_string() ? request["purpose"].get<std::string>() : ""),
        body(request["body"].is_string() ? request["body"].get<std::string>() : ""),
        fingerprint(request["id"] == "refinger" ? json::parse(body)["fingerprint"].get<std::string>() : ""),
        nonce(std::stoll(request["nonce"].get<std::string>())) {}
  SigningInput View() const {
    SigningInput view;
    view.nonce = nonce;
    view.purpose = purpose;
    view.body = body;
    view.fingerprint = fingerprint;
    return view;
  }
};

TEST(SigningMessage, IsThatOfTheVectors) {
  int seen = 0;
  for (const json& request : Requests()) {
    if (!IsOurs(request)) continue;
    ++seen;
    const OwnedSignable input(request);
    EXPECT_EQ(SigningMessage(request["hotkey"].get<std::string>(), input.View()).Reveal(),
              request["signing_string"].get<std::string>())
        << request["id"];
  }
  EXPECT_EQ(seen, 12);
}

TEST(SignedHeaders, CarryAValidSignatureOfTheVectorsMessage) {
  for (const json& request : Requests()) {
    if (!IsOurs(request)) continue;
    const crypto::Hotkey hotkey = HotkeyOf(request);
    const OwnedSignable input(request);
    const auto headers = SignedHeaders(hotkey, "", input.View());
    ASSERT_EQ(headers.back().first, "X-Chutes-Signature");
    EXPECT_EQ(headers.back().second.size(), 128U);
    const std::vector<std::uint8_t> signature = Bytes(headers.back().second);
    EXPECT_TRUE(crypto::Verify(hotkey.public_key(), request["signing_string"].get<std::string>(), signature))
        << request["id"];
  }
}

std::vector<std::string> Names(const std::vector<std::pair<std::string, std::string>>& headers) {
  std::vector<std::string> names;
  for (const auto& header : headers) names.push_back(header.first);
  return names;
}

TEST(SignedHeaders, StandInTheOrderOfTheOfficialCli) {
  const crypto::Hotkey hotkey = HotkeyOf(Requests()[0]);
  SigningInput read;
  read.nonce = 1760000000;
  read.purpose = "me";
  const auto headers = SignedHeaders(hotkey, "dff3e6bb-3a6b-5a2b-9c48-da3abcd5ca5f", read);
  EXPECT_EQ(Names(headers), (std::vector<std::string>{"X-Chutes-UserID", "X-Chutes-Hotkey", "X-Chutes-Nonce",
                                                      "X-Chutes-Signature"}));
  EXPECT_EQ(headers[0].second, "dff3e6bb-3a6b-5a2b-9c48-da3abcd5ca5f");
  EXPECT_EQ(headers[1].second, "5EEyUf8TZqX6KEfvfNZVfRQKqALgqCr7uGL3rPc4LanzbaSw");
  EXPECT_EQ(headers[2].second, "1760000000");
  SigningInput change;
  change.nonce = 1760000000;
  change.body = "{}";
  EXPECT_EQ(Names(SignedHeaders(hotkey, "u", change)),
            (std::vector<std::string>{"X-Chutes-UserID", "X-Chutes-Hotkey", "X-Chutes-Nonce", "Content-Type",
                                      "X-Chutes-Signature"}));
  EXPECT_EQ(
      Names(SignedHeaders(hotkey, "", change)),
      (std::vector<std::string>{"X-Chutes-Hotkey", "X-Chutes-Nonce", "Content-Type", "X-Chutes-Signature"}));
}

// What is signed to set a fingerprint must be worth nothing as a request, whatever the fingerprint is, and
// the other way round (protocols that share a key).
TEST(SigningMessage, OfAFingerprintIsNeverThatOfARequest) {
  const std::string hash(64, 'a');
  for (const std::string fingerprint : {"1760000000000000", "1760000000:me:0000", "1760000000:api_keys"}) {
    SigningInput change;
    change.nonce = 1760000001;
    change.body = "{}";
    change.fingerprint = fingerprint;
    const std::string text(SigningMessage("5Hot", change).Reveal());
    const std::string last = text.substr(text.rfind(':') + 1);
    EXPECT_EQ(last, "1760000001");
    for (const char* purpose : {"me", "api_keys", "secrets", "chutes", "images"}) EXPECT_NE(last, purpose);
    EXPECT_NE(last.size(), hash.size());
  }
  for (int i = 0; i <= static_cast<int>(Operation::kChangeFingerprint); ++i) {
    // A purpose that reads as a number would be taken for the nonce of a fingerprint.
    const std::string_view purpose = TraitsOf(static_cast<Operation>(i)).purpose;
    EXPECT_EQ(purpose.find_first_of("0123456789:"), std::string_view::npos) << purpose;
  }
}

}  // namespace
}  // namespace chutesd::api
