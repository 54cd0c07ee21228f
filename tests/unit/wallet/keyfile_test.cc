#include "daemon/wallet/keyfile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "daemon/base/failure.h"
#include "tests/unit/base/no_cli.h"
#include "tests/unit/config/sample_account.h"
#include "tests/unit/config/temp_folder.h"
#include "tests/unit/wallet/keyfile_vectors.h"

namespace chutesd::wallet {
namespace {

using config::kAddress;
using config::kAliceAddress;
using config::kPrivateKey;
using config::kSeed;

using testing::HasSubstr;
using testing::Not;

// The refusal's text; fails the test if there is none or it is of another kind.
std::string Refusal(std::string_view text) {
  const Result<KeyfileHotkey> key = ParseHotkeyFile(text, "/w/hotkeys/ci");
  if (key.ok()) {
    ADD_FAILURE() << "accepted: " << text;
    return "";
  }
  const Failure failure = key.failure();
  EXPECT_EQ(failure.reason, Reason::kWalletUnusable);
  EXPECT_THAT(failure.message, testing::StartsWith("/w/hotkeys/ci: "));
  EXPECT_NE(failure.next_step, "");
  ExpectNoCliCommand(failure);
  EXPECT_THAT(failure.message, Not(HasSubstr("da3cf5b1")));
  EXPECT_THAT(failure.message, Not(HasSubstr("leopard")));
  return failure.message;
}

TEST(ParseHotkeyFile, EveryPlainVectorLoadsOrSaysWhyNot) {
  for (const nlohmann::json& vector : KeyfileVectors()["plain"]) {
    SCOPED_TRACE(vector["id"].get<std::string>());
    const std::string text = vector["text"];
    const nlohmann::json& expect = vector["expect"];
    if (expect["kind"] == "secret") {
      const Result<KeyfileHotkey> key = ParseHotkeyFile(text, "/w/hotkeys/ci");
      ASSERT_TRUE(key.ok()) << key.status();
      EXPECT_EQ(key->hotkey->ss58_address(), expect["ss58"].get<std::string>());
      EXPECT_EQ(key->secret_hex.Reveal(), expect["seed_hex"].get<std::string>());
      EXPECT_EQ(KindOfKeyfile(text), KeyfileKind::kSecret);
    } else if (expect["kind"] == "public-only") {
      EXPECT_THAT(Refusal(text), HasSubstr("is public only"));
      EXPECT_EQ(KindOfKeyfile(text), KeyfileKind::kOther);
      EXPECT_EQ(*ParsePublicKeyfile(text, "/w/coldkeypub.txt"), expect["ss58"].get<std::string>());
    } else {
      const Result<KeyfileHotkey> key = ParseHotkeyFile(text, "/w/hotkeys/ci");
      ASSERT_TRUE(key.ok()) << key.status();
      EXPECT_EQ(key->hotkey->ss58_address(), expect["ss58"].get<std::string>());
      EXPECT_EQ(key->secret_hex.Reveal(), kPrivateKey);
      EXPECT_EQ(KindOfKeyfile(text), KeyfileKind::kSecret);
    }
  }
}

TEST(ParseHotkeyFile, RefusesEveryBadVector) {
  const std::map<std::string, std::string> reasons = {
      {"bad-00", "ed25519"},
      {"bad-01", "ss58Address does not belong"},
      {"bad-02", "secretSeed"},
      {"bad-03", "secretSeed"},
      {"bad-04", "is no keyfile"},
      {"bad-05", "is no keyfile"},
      {"bad-06", "is public only"},
      {"bad-07", "secretSeed and secretPhrase are different keys"},
      {"bad-08", "privateKey is in ed25519 form"}};
  ASSERT_EQ(KeyfileVectors()["plain_refuse"].size(), reasons.size());
  for (const nlohmann::json& vector : KeyfileVectors()["plain_refuse"]) {
    SCOPED_TRACE(vector["id"].get<std::string>());
    EXPECT_THAT(Refusal(vector["text"].get<std::string>()), HasSubstr(reasons.at(vector["id"])));
  }
}

TEST(ParseHotkeyFile, RecognizesEveryEncryptedForm) {
  for (const char* part : {"encrypted", "encrypted_refuse"}) {
    for (const nlohmann::json& vector : KeyfileVectors()[part]) {
      SCOPED_TRACE(vector["id"].get<std::string>());
      const std::string bytes = KeyfileBytes(vector);
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

constexpr std::string_view kPhrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
constexpr std::string_view kPhraseSeed = "fac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e";
constexpr std::string_view kPhraseAddress = "5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV";
// The vectors' key in ed25519 form, and what comes of it in public.
constexpr std::string_view kEd25519Form =
    "f8c8a8ec9d0fdd031353337936af279bbda106b3ba0d45d920334eaa9664d656"
    "9cffd34d9fb01cae1fba61aeed184c817442a2186d5172416729a4b54dd4b84e";
constexpr std::string_view kPublicKey = "e4359ad3e2716c539a1d663ebd0a51bdc5c98a12e663bb4c4402db47828c9446";

std::string Keyfile(std::initializer_list<std::pair<const char*, std::string_view>> members) {
  nlohmann::json json = nlohmann::json::object();
  for (const auto& [name, value] : members) json[name] = value;
  return json.dump();
}

TEST(ParseHotkeyFile, APhraseAloneIsEnough) {
  for (const std::string& text :
       {Keyfile({{"secretPhrase", kPhrase}}),
        Keyfile({{"secretPhrase", kPhrase}, {"secretSeed", kPhraseSeed}, {"ss58Address", kPhraseAddress}})}) {
    const Result<KeyfileHotkey> key = ParseHotkeyFile(text, "/f");
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ(key->hotkey->ss58_address(), kPhraseAddress);
    EXPECT_EQ(key->secret_hex.Reveal(), kPhraseSeed);  // what a config file holds is the seed
  }
}

TEST(ParseHotkeyFile, APrivateKeyAloneIsStoredInCanonicalForm) {
  for (const std::string& text : {Keyfile({{"privateKey", kPrivateKey}}),
                                  Keyfile({{"privateKey", kEd25519Form}, {"publicKey", kPublicKey}}),
                                  Keyfile({{"privateKey", kEd25519Form}, {"accountId", kPublicKey}})}) {
    const Result<KeyfileHotkey> key = ParseHotkeyFile(text, "/f");
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ(key->hotkey->ss58_address(), kAddress);
    EXPECT_EQ(key->secret_hex.Reveal(), kPrivateKey);
  }
}

TEST(ParseHotkeyFile, MembersMustNotDisagree) {
  EXPECT_THAT(Refusal(Keyfile({{"secretPhrase", kPhrase}, {"secretSeed", kSeed}})),
              HasSubstr("secretSeed and secretPhrase are different keys"));
  EXPECT_THAT(Refusal(Keyfile({{"secretPhrase", kPhrase}, {"privateKey", kPrivateKey}})),
              HasSubstr("privateKey and secretPhrase are different keys"));
  EXPECT_THAT(Refusal(Keyfile({{"secretSeed", kPhraseSeed}, {"privateKey", kPrivateKey}})),
              HasSubstr("privateKey and secretSeed are different keys"));
  EXPECT_THAT(Refusal(Keyfile({{"secretPhrase", kPhrase}, {"ss58Address", kAddress}})),
              HasSubstr("ss58Address does not belong"));
  EXPECT_THAT(Refusal(Keyfile({{"privateKey", kPrivateKey}, {"ss58Address", kAliceAddress}})),
              HasSubstr("ss58Address does not belong"));
  EXPECT_THAT(Refusal(Keyfile({{"privateKey", kEd25519Form}, {"publicKey", std::string(64, '1')}})),
              HasSubstr("publicKey does not belong"));
}

TEST(ParseHotkeyFile, RefusesSecretsThatAreNone) {
  EXPECT_THAT(Refusal(Keyfile({{"secretPhrase", "bottom drive"}})), HasSubstr("secretPhrase: a phrase has"));
  EXPECT_THAT(Refusal(Keyfile({{"secretPhrase", ""}})), HasSubstr("secretPhrase"));
  EXPECT_THAT(Refusal(Keyfile({{"privateKey", std::string(128, 'f')}})), HasSubstr("not an sr25519 key"));
  EXPECT_THAT(Refusal(Keyfile({{"privateKey", std::string(128, '0')}})), HasSubstr("not an sr25519 key"));
  EXPECT_THAT(Refusal(Keyfile({{"privateKey", "12"}})), HasSubstr("privateKey"));
  // A good seed does not make up for a broken phrase: the tools would differ.
  EXPECT_THAT(Refusal(Keyfile({{"secretSeed", kSeed}, {"secretPhrase", "bottom"}})),
              HasSubstr("secretPhrase"));
}

TEST(ParsePublicKeyfile, WantsAnAddressWithPrefix42) {
  for (const char* text : {"", "{}", R"({"ss58Address":null})", R"({"ss58Address":"5xxxx"})",
                           R"({"ss58Address":"15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5"})"}) {
    const Result<std::string> address = ParsePublicKeyfile(text, "/w/coldkeypub.txt");
    ASSERT_FALSE(address.ok()) << text;
    EXPECT_EQ(address.failure().reason, Reason::kWalletUnusable);
  }
  EXPECT_FALSE(ParsePublicKeyfile(
                   R"({"ss58Address":")" + std::string(kAliceAddress) + R"(","publicKey":"0x12"})", "/f")
                   .ok());
}

}  // namespace
}  // namespace chutesd::wallet
