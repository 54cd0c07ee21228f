#include "daemon/config/wallet_keyfile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "daemon/base/failure.h"
#include "tests/unit/config/sample_account.h"
#include "tests/unit/config/temp_folder.h"

namespace chutesd::config {
namespace {

using testing::HasSubstr;
using testing::Not;

const nlohmann::json& Vectors() {
  static const nlohmann::json vectors =
      nlohmann::json::parse(ReadText(CHUTES_TEST_DATA "/vectors/keyfile.json"));
  return vectors;
}

std::string BytesOf(const nlohmann::json& vector) {
  if (vector.contains("file_text")) return vector["file_text"];
  const std::string hex = vector["file_hex"];
  std::string bytes;
  for (std::size_t at = 0; at < hex.size(); at += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16));
  }
  return bytes;
}

// The refusal's text; fails the test if there is none or it is of another kind.
std::string Refusal(std::string_view text) {
  const absl::StatusOr<KeyfileHotkey> key = ParseHotkeyFile(text, "/w/hotkeys/ci");
  if (key.ok()) {
    ADD_FAILURE() << "accepted: " << text;
    return "";
  }
  const Failure failure = *FailureOf(key.status());
  EXPECT_EQ(failure.reason, Reason::kWalletUnusable);
  EXPECT_THAT(failure.message, testing::StartsWith("/w/hotkeys/ci: "));
  EXPECT_NE(failure.next_step, "");
  EXPECT_THAT(failure.message, Not(HasSubstr("da3cf5b1")));
  EXPECT_THAT(failure.message, Not(HasSubstr("leopard")));
  return failure.message;
}

TEST(ParseHotkeyFile, EveryPlainVectorLoadsOrSaysWhyNot) {
  for (const nlohmann::json& vector : Vectors()["plain"]) {
    SCOPED_TRACE(vector["id"].get<std::string>());
    const std::string text = vector["text"];
    const nlohmann::json& expect = vector["expect"];
    if (expect["kind"] == "secret") {
      const absl::StatusOr<KeyfileHotkey> key = ParseHotkeyFile(text, "/w/hotkeys/ci");
      ASSERT_TRUE(key.ok()) << key.status();
      EXPECT_EQ(key->hotkey->ss58_address(), expect["ss58"].get<std::string>());
      EXPECT_EQ(key->secret_hex.Reveal(), expect["seed_hex"].get<std::string>());
      EXPECT_EQ(KindOfKeyfile(text), KeyfileKind::kSecret);
    } else if (expect["kind"] == "public-only") {
      EXPECT_THAT(Refusal(text), HasSubstr("is public only"));
      EXPECT_EQ(KindOfKeyfile(text), KeyfileKind::kPublicOnly);
      EXPECT_EQ(*ParsePublicKeyfile(text, "/w/coldkeypub.txt"), expect["ss58"].get<std::string>());
    } else {
      EXPECT_THAT(Refusal(text), HasSubstr("has no secretSeed"));
      EXPECT_EQ(KindOfKeyfile(text), KeyfileKind::kSecret);
    }
  }
}

TEST(ParseHotkeyFile, RefusesEveryBadVector) {
  const std::map<std::string, std::string> reasons = {
      {"bad-00", "ed25519"},          {"bad-01", "ss58Address does not belong"},
      {"bad-02", "secretSeed"},       {"bad-03", "secretSeed"},
      {"bad-04", "is no keyfile"},    {"bad-05", "is no keyfile"},
      {"bad-06", "is public only"},   {"bad-07", "privateKey and secretSeed are different keys"},
      {"bad-08", "has no secretSeed"}};
  ASSERT_EQ(Vectors()["plain_refuse"].size(), reasons.size());
  for (const nlohmann::json& vector : Vectors()["plain_refuse"]) {
    SCOPED_TRACE(vector["id"].get<std::string>());
    EXPECT_THAT(Refusal(vector["text"].get<std::string>()), HasSubstr(reasons.at(vector["id"])));
  }
}

TEST(ParseHotkeyFile, RecognizesEveryEncryptedForm) {
  for (const char* part : {"encrypted", "encrypted_refuse"}) {
    for (const nlohmann::json& vector : Vectors()[part]) {
      SCOPED_TRACE(vector["id"].get<std::string>());
      const std::string bytes = BytesOf(vector);
      EXPECT_THAT(Refusal(bytes), HasSubstr("is encrypted"));
      EXPECT_EQ(KindOfKeyfile(bytes), KeyfileKind::kEncrypted);
    }
  }
}

TEST(ParseHotkeyFile, RefusesMembersThatContradictTheSeed) {
  const std::string seed = R"("secretSeed":"0x)" + std::string(kSeed) + "\"";
  EXPECT_THAT(Refusal("{" + seed + R"(,"publicKey":"0x00"})"), HasSubstr("publicKey does not belong"));
  EXPECT_THAT(Refusal("{" + seed + R"(,"accountId":"0x)" + std::string(64, '1') + "\"}"),
              HasSubstr("accountId does not belong"));
  EXPECT_THAT(Refusal("{" + seed + R"(,"privateKey":"0x12"})"), HasSubstr("privateKey"));
  EXPECT_THAT(Refusal("{" + seed + R"(,"ss58Address":7})"), HasSubstr("ss58Address"));
  EXPECT_THAT(Refusal("{" + seed + R"(,"cryptoType":"0"})"), HasSubstr("cryptoType"));
  EXPECT_THAT(Refusal("{" + seed + R"(,"cryptoType":2})"), HasSubstr("sr25519"));
  EXPECT_THAT(Refusal(R"({"secretSeed":7})"), HasSubstr("secretSeed"));
  EXPECT_THAT(Refusal(R"({"secretSeed":""})"), HasSubstr("secretSeed"));
  EXPECT_TRUE(ParseHotkeyFile("{" + seed + R"(,"privateKey":null,"cryptoType":null})", "/f").ok());
}

TEST(ParsePublicKeyfile, WantsAnAddressWithPrefix42) {
  for (const char* text : {"", "{}", R"({"ss58Address":null})", R"({"ss58Address":"5xxxx"})",
                           R"({"ss58Address":"15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5"})"}) {
    const absl::StatusOr<std::string> address = ParsePublicKeyfile(text, "/w/coldkeypub.txt");
    ASSERT_FALSE(address.ok()) << text;
    EXPECT_EQ(FailureOf(address.status())->reason, Reason::kWalletUnusable);
  }
  EXPECT_FALSE(ParsePublicKeyfile(
                   R"({"ss58Address":")" + std::string(kAliceAddress) + R"(","publicKey":"0x12"})", "/f")
                   .ok());
}

}  // namespace
}  // namespace chutesd::config
