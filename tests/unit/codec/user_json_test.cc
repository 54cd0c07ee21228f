#include <gtest/gtest.h>

#include "daemon/base/failure.h"
#include "daemon/codec/api_json.h"

namespace chutesd::codec {
namespace {

constexpr std::string_view kMe =
    R"({"username":"alice_462091","user_id":"9a691a78-63af-5fa1-baf3-d4d4d767568c","logo_id":null,)"
    R"("created_at":"2026-11-22T23:40:30.920315Z","hotkey":"5CtqB5hTYk5vxH87g4xigMKmffzgH9hrVe7xAHBM1JkZmkVm",)"
    R"("coldkey":"5DS5PRuBeM7aivHouqXEMbsmj15dWVngFg2RSAiKpFJ8WGo7",)"
    R"("payment_address":"5DyGsBdpvVSQ4f9fnP715K4nPafjDQNR2UJDgSgjVQt1m1s8","permissions_bitmask":0,"balance":1.25,)"
    R"("netuids":null,"quotas":null,"logo":null,"permissions":[]})";

constexpr std::string_view kRegistered =
    R"({"username":"unedca84","user_id":"ac6b5648-6efb-55eb-bc5d-2314c8097a97","logo_id":null,)"
    R"("created_at":"2026-11-22T23:40:31.024058Z","hotkey":"not-an-ss584e49",)"
    R"("coldkey":"5DS5PRuBeM7aivHouqXEMbsmj15dWVngFg2RSAiKpFJ8WGo7",)"
    R"("payment_address":"5HT9GHQ2TvjSw69LLrSLXYFDzTyFCLsEHJdDwknQMvNacC4k",)"
    R"("fingerprint":"Q4KkhnAgKS2i8o3U6AxsTT9797xQy6Kp","api_key":null,"logo":null})";

TEST(DecodeUser, ReadsTheAccount) {
  const auto user = DecodeUser(kMe);
  ASSERT_TRUE(user.ok()) << user.status();
  EXPECT_EQ(user->username, "alice_462091");
  EXPECT_EQ(user->user_id, "9a691a78-63af-5fa1-baf3-d4d4d767568c");
  EXPECT_EQ(user->hotkey, "5CtqB5hTYk5vxH87g4xigMKmffzgH9hrVe7xAHBM1JkZmkVm");
  EXPECT_EQ(user->coldkey, "5DS5PRuBeM7aivHouqXEMbsmj15dWVngFg2RSAiKpFJ8WGo7");
  EXPECT_EQ(user->payment_address, "5DyGsBdpvVSQ4f9fnP715K4nPafjDQNR2UJDgSgjVQt1m1s8");
  EXPECT_EQ(user->balance, 1.25);
  EXPECT_EQ(user->create_time.value().time_since_epoch().count(), 1795390830920315);
}

TEST(DecodeUser, TakesAnUnknownBalance) {
  std::string body(kMe);
  body.replace(body.find("1.25"), 4, "null");
  const auto user = DecodeUser(body);
  ASSERT_TRUE(user.ok()) << user.status();
  EXPECT_FALSE(user->balance);
}

TEST(DecodeRegisteredUser, CarriesTheFingerprint) {
  const auto registered = DecodeRegisteredUser(kRegistered);
  ASSERT_TRUE(registered.ok()) << registered.status();
  EXPECT_EQ(registered->fingerprint.Reveal(), "Q4KkhnAgKS2i8o3U6AxsTT9797xQy6Kp");
  EXPECT_EQ(registered->user.username, "unedca84");
  EXPECT_FALSE(registered->user.balance);
  EXPECT_EQ(registered->problem, "");
}

TEST(DecodeRegisteredUser, HasTheFingerprintWhateverElseIsWrongAndSaysWhat) {
  std::string body(kRegistered);
  const std::string name = "\"username\":\"unedca84\"";
  body.replace(body.find(name), name.size(), "\"username\":null");
  const auto registered = DecodeRegisteredUser(body);
  ASSERT_TRUE(registered.ok()) << registered.status();
  EXPECT_EQ(registered->fingerprint.Reveal(), "Q4KkhnAgKS2i8o3U6AxsTT9797xQy6Kp");
  EXPECT_EQ(registered->user.username, "");
  EXPECT_EQ(registered->problem, "member 'username' is null");
  EXPECT_TRUE(DecodeRegisteredUser(R"({"fingerprint":"Q4KkhnAgKS2i8o3U6AxsTT9797xQy6Kp"})").ok());
}

TEST(DecodeRegisteredUser, WithoutAFingerprintIsMalformedAndQuotesNothing) {
  const auto user = DecodeRegisteredUser(kMe);
  ASSERT_FALSE(user.ok());
  EXPECT_EQ(user.failure().reason, Reason::kUpstreamMalformed);
}

TEST(EncodeRegistration, HasTheLayoutOfPythonsJsonDumps) {
  EXPECT_EQ(EncodeRegistration("myawesomeai", "5DJgMDvzC27QTBfmgGQaNWBQd8CKP9z5A12yjbG6TZ5bxNE1").Reveal(),
            R"({"username": "myawesomeai", "coldkey": "5DJgMDvzC27QTBfmgGQaNWBQd8CKP9z5A12yjbG6TZ5bxNE1"})");
  EXPECT_EQ(EncodeRegistration("caf\xC3\xA9", "\"").Reveal(),
            R"({"username": "caf\u00e9", "coldkey": "\""})");
}

}  // namespace
}  // namespace chutesd::codec
