#include <gmock/gmock.h>

#include <thread>
#include <type_traits>

#include "daemon/base/failure.h"
#include "daemon/crypto/bytes.h"
#include "daemon/crypto/sr25519.h"
#include "tests/unit/crypto/vectors.h"

namespace chutesd::crypto {
namespace {

static_assert(!std::is_copy_constructible_v<Hotkey> && std::is_nothrow_move_constructible_v<Hotkey>);

constexpr char kSeed[] = "e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";

TEST(Hotkey, FromSeedHasTheAddressesOfTheVectors) {
  for (const auto& test : vectors::Section(vectors::Load("sr25519.json"), "keys", 16)) {
    const auto hotkey = Hotkey::FromSeed(vectors::Bytes(test.at("seed_hex")));
    ASSERT_TRUE(hotkey.ok()) << hotkey.status();
    EXPECT_EQ(hotkey->ss58_address(), test.at("ss58_42").get<std::string>());
    EXPECT_EQ(vectors::Hex(hotkey->public_key()), test.at("public_hex").get<std::string>());
  }
}

TEST(Hotkey, FromPrivateKeyTakesBothForms) {
  for (const auto& test : vectors::Section(vectors::Load("sr25519.json"), "private_key_forms", 2)) {
    const auto hotkey = Hotkey::FromPrivateKey(vectors::Bytes(test.at("private_key_hex")));
    ASSERT_TRUE(hotkey.ok()) << hotkey.status();
    EXPECT_EQ(vectors::Hex(hotkey->public_key()), test.at("public_hex").get<std::string>());
    EXPECT_TRUE(Verify(hotkey->public_key(), "message", hotkey->Sign("message")));
  }
}

TEST(Hotkey, RefusesWhatIsNoKey) {
  std::vector<std::uint8_t> out_of_range(64, 0xff);
  struct Case {
    Status status;
    const char* message;
  };
  const std::vector<Case> cases = {
      {Hotkey::FromSeed({}).status(), "a hotkey seed has 32 bytes, not 0"},
      {Hotkey::FromSeed(std::vector<std::uint8_t>(64)).status(), "a hotkey seed has 32 bytes, not 64"},
      {Hotkey::FromPrivateKey(std::vector<std::uint8_t>(32)).status(),
       "an sr25519 private key has 64 bytes, not 32"},
      {Hotkey::FromPrivateKey(out_of_range).status(),
       "this is not an sr25519 private key: its scalar is out of range"},
      {Hotkey::FromPrivateKey(std::vector<std::uint8_t>(64)).status(),
       "this private key is zero: anybody could sign in its name"},
  };
  for (const Case& test : cases) {
    const auto failure = FailureOf(test.status);
    ASSERT_TRUE(failure) << test.message;
    EXPECT_EQ(failure->message, test.message);
    EXPECT_EQ(failure->reason, Reason::kInvalidArgument);
    EXPECT_FALSE(failure->next_step.empty());
  }
}

TEST(Hotkey, SignsTheRequestsOfTheVectorsByteForByte) {
  for (const auto& test : vectors::Section(vectors::Load("requests.json"), "requests", 13)) {
    SCOPED_TRACE(test.at("id").get<std::string>());
    const auto hotkey = Hotkey::FromSeed(vectors::Bytes(test.at("seed_hex")));
    ASSERT_TRUE(hotkey.ok()) << hotkey.status();
    EXPECT_EQ(hotkey->ss58_address(), test.at("hotkey").get<std::string>());
    const auto signing_string = test.at("signing_string").get<std::string>();

    const SecretBytes secret = ExpandSeed(vectors::Fixed<kSeedSize>(test.at("seed_hex")));
    const Signature signature =
        Sign(secret.Reveal().first<kSecretKeySize>(), hotkey->public_key(), signing_string,
             vectors::Fixed<kWitnessRandomSize>(test.at("rng32_hex")));
    EXPECT_EQ(vectors::Hex(signature), test.at("signature_hex").get<std::string>());
    EXPECT_TRUE(Verify(hotkey->public_key(), signing_string, hotkey->Sign(signing_string)));

    // A reset of the fingerprint names the new one where other bodies are named by their hash.
    if (test.at("body").is_string() && test.at("id") != "refinger") {
      EXPECT_THAT(signing_string, testing::EndsWith(":" + Sha256Hex(test.at("body").get<std::string>())));
    }
  }
}

TEST(Hotkey, SignsOneMessageNeverTheSameWayTwice) {
  const auto hotkey = Hotkey::FromSeed(vectors::Bytes(kSeed));
  ASSERT_TRUE(hotkey.ok()) << hotkey.status();
  const Signature first = hotkey->Sign("message");
  const Signature second = hotkey->Sign("message");
  EXPECT_NE(first, second);
  EXPECT_FALSE(
      std::equal(first.begin(), first.begin() + 32, second.begin()));  // R alone would give the key away
  EXPECT_TRUE(Verify(hotkey->public_key(), "message", first));
  EXPECT_TRUE(Verify(hotkey->public_key(), "message", second));
}

TEST(Hotkey, SignHexIsASignatureInLowerCaseHex) {
  const auto hotkey = Hotkey::FromSeed(vectors::Bytes(kSeed));
  ASSERT_TRUE(hotkey.ok()) << hotkey.status();
  const std::string hex = hotkey->SignHex("message");
  EXPECT_THAT(hex, testing::MatchesRegex("[0-9a-f]+"));
  ASSERT_EQ(hex.size(), 128U);
  EXPECT_TRUE(Verify(hotkey->public_key(), "message", vectors::Bytes(hex)));
}

TEST(Hotkey, SignsFromManyThreadsAtOnce) {
  const auto hotkey = Hotkey::FromSeed(vectors::Bytes(kSeed));
  ASSERT_TRUE(hotkey.ok()) << hotkey.status();
  std::array<int, 4> verified{};
  std::vector<std::thread> threads;
  threads.reserve(verified.size());
  for (int& count : verified) {
    threads.emplace_back([&hotkey, &count] {
      for (int i = 0; i < 50; ++i) {
        const std::string message = "message " + std::to_string(i);
        count += Verify(hotkey->public_key(), message, hotkey->Sign(message)) ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(verified, testing::Each(50));
}

}  // namespace
}  // namespace chutesd::crypto
