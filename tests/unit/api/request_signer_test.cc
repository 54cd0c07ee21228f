#include "daemon/api/request_signer.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

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

// The vectors of change_fingerprint and of the website login sign other texts, which this daemon never does.
bool IsOurs(const json& request) { return request["id"] != "refinger" && request["id"] != "cli-login"; }

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
  std::string purpose, body;
  std::int64_t nonce;

  explicit OwnedSignable(const json& request)
      : purpose(request["purpose"].is_string() ? request["purpose"].get<std::string>() : ""),
        body(request["body"].is_string() ? request["body"].get<std::string>() : ""),
        nonce(std::stoll(request["nonce"].get<std::string>())) {}
  Signable View() const {
    Signable view;
    view.nonce = nonce;
    view.purpose = purpose;
    view.body = body;
    return view;
  }
};

TEST(SigningMessage, IsThatOfTheVectors) {
  int seen = 0;
  for (const json& request : Requests()) {
    if (!IsOurs(request)) continue;
    ++seen;
    const OwnedSignable signable(request);
    EXPECT_EQ(SigningMessage(request["hotkey"].get<std::string>(), signable.View()),
              request["signing_string"])
        << request["id"];
  }
  EXPECT_EQ(seen, 11);
}

TEST(SignedHeaders, CarryAValidSignatureOfTheVectorsMessage) {
  for (const json& request : Requests()) {
    if (!IsOurs(request)) continue;
    const crypto::Hotkey hotkey = HotkeyOf(request);
    const OwnedSignable signable(request);
    const auto headers = SignedHeaders(hotkey, "", signable.View());
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
  Signable read;
  read.nonce = 1760000000;
  read.purpose = "me";
  const auto headers = SignedHeaders(hotkey, "dff3e6bb-3a6b-5a2b-9c48-da3abcd5ca5f", read);
  EXPECT_EQ(Names(headers), (std::vector<std::string>{"X-Chutes-UserID", "X-Chutes-Hotkey", "X-Chutes-Nonce",
                                                      "X-Chutes-Signature"}));
  EXPECT_EQ(headers[0].second, "dff3e6bb-3a6b-5a2b-9c48-da3abcd5ca5f");
  EXPECT_EQ(headers[1].second, "5EEyUf8TZqX6KEfvfNZVfRQKqALgqCr7uGL3rPc4LanzbaSw");
  EXPECT_EQ(headers[2].second, "1760000000");
  Signable change;
  change.nonce = 1760000000;
  change.body = "{}";
  EXPECT_EQ(Names(SignedHeaders(hotkey, "u", change)),
            (std::vector<std::string>{"X-Chutes-UserID", "X-Chutes-Hotkey", "X-Chutes-Nonce", "Content-Type",
                                      "X-Chutes-Signature"}));
  EXPECT_EQ(
      Names(SignedHeaders(hotkey, "", change)),
      (std::vector<std::string>{"X-Chutes-Hotkey", "X-Chutes-Nonce", "Content-Type", "X-Chutes-Signature"}));
}

}  // namespace
}  // namespace chutesd::api
