#include "daemon/crypto/sr25519.h"

#include <algorithm>

#include "daemon/crypto/ss58.h"
#include "tests/unit/crypto/vectors.h"

namespace chutesd::crypto {
namespace {

std::span<const std::uint8_t, kSecretKeySize> KeyOf(const SecretBytes& secret) {
  return secret.Reveal().first<kSecretKeySize>();
}

TEST(Sr25519, SeedsExpandToTheKeysOfTheVectors) {
  for (const auto& test : vectors::Section(vectors::Load("sr25519.json"), "keys", 16)) {
    SCOPED_TRACE(test.at("id").get<std::string>());
    const SecretBytes secret = ExpandSeed(vectors::Fixed<kSeedSize>(test.at("seed_hex")));
    EXPECT_EQ(vectors::Hex(secret.Reveal()), test.at("secret_canonical_hex").get<std::string>());
    const auto public_key = PublicKeyOf(KeyOf(secret));
    ASSERT_TRUE(public_key);
    EXPECT_EQ(vectors::Hex(*public_key), test.at("public_hex").get<std::string>());
    EXPECT_EQ(EncodeSs58(*public_key), test.at("ss58_42").get<std::string>());
    for (const char* form : {"secret_canonical_hex", "secret_ed25519_hex"}) {
      const auto canonical = CanonicalSecretKey(vectors::Fixed<kSecretKeySize>(test.at(form)));
      ASSERT_TRUE(canonical) << form;
      EXPECT_EQ(vectors::Hex(canonical->Reveal()), test.at("secret_canonical_hex").get<std::string>())
          << form;
    }
  }
}

TEST(Sr25519, MiniSecretsOfMnemonicsGiveTheirAddresses) {
  for (const auto& test : vectors::Section(vectors::Load("sr25519.json"), "mnemonics", 3)) {
    const SecretBytes secret = ExpandSeed(vectors::Fixed<kSeedSize>(test.at("mini_secret_hex")));
    const auto public_key = PublicKeyOf(KeyOf(secret));
    ASSERT_TRUE(public_key);
    EXPECT_EQ(vectors::Hex(*public_key), test.at("public_hex").get<std::string>());
    EXPECT_EQ(EncodeSs58(*public_key), test.at("ss58_42").get<std::string>());
  }
}

TEST(Sr25519, BothPrivateKeyFormsGiveThePublicKeyOfTheVectors) {
  for (const auto& test : vectors::Section(vectors::Load("sr25519.json"), "private_key_forms", 2)) {
    SCOPED_TRACE(test.at("form").get<std::string>());
    const auto canonical = CanonicalSecretKey(vectors::Fixed<kSecretKeySize>(test.at("private_key_hex")));
    ASSERT_TRUE(canonical);
    const auto public_key = PublicKeyOf(KeyOf(*canonical));
    ASSERT_TRUE(public_key);
    EXPECT_EQ(vectors::Hex(*public_key), test.at("public_hex").get<std::string>());
  }
}

TEST(Sr25519, ScalarsAreTakenUpToTheGroupOrder) {
  const auto order = vectors::Fixed<32>(vectors::Load("sr25519.json").at("constants").at("L_le_hex"));
  std::array<std::uint8_t, kSecretKeySize> key{};
  const auto with_first_byte = [&](int change) {
    std::copy(order.begin(), order.end(), key.begin());
    key[0] = static_cast<std::uint8_t>(key[0] + change);
    return CanonicalSecretKey(key);
  };
  const auto below = with_first_byte(-1);
  ASSERT_TRUE(below);
  EXPECT_EQ(vectors::Hex(below->Reveal()), vectors::Hex(key));
  // At or above the order it can only be eight times a scalar.
  EXPECT_FALSE(with_first_byte(0));
  const auto eightfold = with_first_byte(3);
  ASSERT_TRUE(eightfold);
  EXPECT_NE(vectors::Hex(eightfold->Reveal()), vectors::Hex(key));
  key.fill(0xff);
  key[0] = 0xf8;
  EXPECT_FALSE(CanonicalSecretKey(key));
}

TEST(Sr25519, TheZeroScalarHasNoPublicKey) {
  EXPECT_FALSE(PublicKeyOf(std::array<std::uint8_t, kSecretKeySize>{}));
}

TEST(Sr25519, SignsByteForByteAsInTheVectors) {
  for (const auto& test : vectors::Section(vectors::Load("sr25519.json"), "signatures_valid", 16)) {
    SCOPED_TRACE(test.at("id").get<std::string>());
    ASSERT_EQ(test.at("context"), "substrate");
    const SecretBytes secret = ExpandSeed(vectors::Fixed<kSeedSize>(test.at("seed_hex")));
    const auto public_key = vectors::Fixed<32>(test.at("public_hex"));
    const auto random = vectors::Fixed<kWitnessRandomSize>(test.at("rng32_hex"));
    const Signature signature = Sign(KeyOf(secret), public_key, vectors::Message(test), random);
    EXPECT_EQ(vectors::Hex(signature), test.at("signature_deterministic_hex").get<std::string>());
  }
}

TEST(Sr25519, VerifiesEverySignatureOfTheVectors) {
  for (const auto& test : vectors::Section(vectors::Load("sr25519.json"), "signatures_valid", 16)) {
    SCOPED_TRACE(test.at("id").get<std::string>());
    const auto public_key = vectors::Fixed<32>(test.at("public_hex"));
    const std::string message = vectors::Message(test);
    ASSERT_EQ(message.size(), test.at("message_len"));
    EXPECT_TRUE(Verify(public_key, message, vectors::Bytes(test.at("signature_deterministic_hex"))));
    EXPECT_TRUE(Verify(public_key, message, vectors::Bytes(test.at("signature_random_nonce_hex"))));
  }
}

TEST(Sr25519, RefusesEveryInvalidSignatureOfTheVectors) {
  for (const auto& test : vectors::Section(vectors::Load("sr25519.json"), "signatures_invalid", 18)) {
    const auto public_key = vectors::Fixed<32>(test.at("public_hex"));
    EXPECT_FALSE(Verify(public_key, vectors::Message(test), vectors::Bytes(test.at("signature_hex"))))
        << test.at("id") << ": " << test.at("note");
  }
}

TEST(Sr25519, KnowsNoBytesWrapper) {
  const auto test = vectors::Load("sr25519.json").at("bytes_wrapper");
  const auto public_key = vectors::Fixed<32>(test.at("public_hex"));
  const auto signature = vectors::Bytes(test.at("signature_hex"));
  EXPECT_EQ(Verify(public_key, vectors::Text(vectors::Bytes(test.at("message_hex"))), signature),
            test.at("verifies_plain").get<bool>());
  EXPECT_EQ(Verify(public_key, vectors::Text(vectors::Bytes(test.at("wrapped_message_hex"))), signature),
            test.at("verifies_wrapped").get<bool>());
}

TEST(Sr25519, RefusesEveryOtherLengthAndTheIdentityKey) {
  const auto test = vectors::Section(vectors::Load("sr25519.json"), "signatures_valid", 16).at(4);
  const auto public_key = vectors::Fixed<32>(test.at("public_hex"));
  const std::string message = vectors::Message(test);
  const auto signature = vectors::Bytes(test.at("signature_deterministic_hex"));
  for (std::size_t size = 0; size < signature.size(); ++size) {
    EXPECT_FALSE(Verify(public_key, message, std::span(signature).first(size))) << size;
  }
  // With the identity as the key, R = s * B holds whatever the message: here s = 1.
  Signature forged{};
  const auto base =
      vectors::Fixed<32>(vectors::Load("sr25519.json").at("constants").at("basepoint_ristretto_hex"));
  std::copy(base.begin(), base.end(), forged.begin());
  forged[32] = 1;
  forged[63] = 0x80;
  EXPECT_FALSE(Verify(PublicKey{}, message, forged));
}

class BitFlips : public testing::Test {
 protected:
  void SetUp() override {
    // 64 bytes and more, so that both have 512 bits to flip.
    const auto test = vectors::Section(vectors::Load("sr25519.json"), "signatures_valid", 16).at(4);
    public_key_ = vectors::Fixed<32>(test.at("public_hex"));
    message_ = vectors::Message(test);
    signature_ = vectors::Bytes(test.at("signature_deterministic_hex"));
    ASSERT_GE(message_.size(), 64U);
    ASSERT_TRUE(Verify(public_key_, message_, signature_));
  }

  PublicKey public_key_{};
  std::string message_;
  std::vector<std::uint8_t> signature_;
};

TEST_F(BitFlips, OfTheSignatureAreAllRefused) {
  for (std::size_t bit = 0; bit < 8 * signature_.size(); ++bit) {
    auto flipped = signature_;
    flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ (1U << (bit % 8)));
    EXPECT_FALSE(Verify(public_key_, message_, flipped)) << "bit " << bit;
  }
}

TEST_F(BitFlips, OfTheMessageAreAllRefused) {
  for (std::size_t bit = 0; bit < 8 * message_.size(); ++bit) {
    auto flipped = message_;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(Verify(public_key_, flipped, signature_)) << "bit " << bit;
  }
}

TEST_F(BitFlips, OfThePublicKeyAreAllRefused) {
  for (std::size_t bit = 0; bit < 8 * public_key_.size(); ++bit) {
    auto flipped = public_key_;
    flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ (1U << (bit % 8)));
    EXPECT_FALSE(Verify(flipped, message_, signature_)) << "bit " << bit;
  }
}

}  // namespace
}  // namespace chutesd::crypto
