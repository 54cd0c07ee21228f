#include <pthread.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>

#include "daemon/crypto/sr25519.h"
#include "tests/unit/crypto/vectors.h"

namespace chutesd::crypto {
namespace {

constexpr std::size_t kStackSize = std::size_t{1} << 20;

void* Call(void* work) {
  (*static_cast<const std::function<void()>*>(work))();
  return nullptr;
}

// What `work` leaves behind on a stack that was all zero.
std::vector<std::uint8_t> StackAfter(const std::function<void()>& work) {
  struct Free {
    void operator()(std::uint8_t* memory) const { std::free(memory); }
  };
  const std::unique_ptr<std::uint8_t, Free> stack(
      static_cast<std::uint8_t*>(std::aligned_alloc(4096, kStackSize)));
  std::memset(stack.get(), 0, kStackSize);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_t thread{};
  if (pthread_attr_setstack(&attributes, stack.get(), kStackSize) != 0 ||
      pthread_create(&thread, &attributes, Call, const_cast<std::function<void()>*>(&work)) != 0) {
    throw std::runtime_error("no thread");
  }
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  return {stack.get(), stack.get() + kStackSize};
}

// Whether any eight bytes in a row of `secret`, cut at multiples of eight, are in `memory`.
bool Holds(const std::vector<std::uint8_t>& memory, std::span<const std::uint8_t> secret) {
  for (std::size_t at = 0; at + 8 <= secret.size(); at += 8) {
    const auto part = secret.subspan(at, 8);
    if (std::search(memory.begin(), memory.end(), part.begin(), part.end()) != memory.end()) return true;
  }
  return false;
}

class Residue : public testing::Test {
 protected:
  const nlohmann::json test_ = vectors::Section(vectors::Load("sr25519.json"), "signatures_valid", 16).at(4);
  const std::vector<std::uint8_t> seed_ = vectors::Bytes(test_.at("seed_hex"));
  const SecretBytes secret_ = ExpandSeed(std::span(seed_).first<kSeedSize>());
};

// Shows that the search below would find something.
TEST_F(Residue, IsFoundWhereACopyIsLeftBehind) {
  const auto stack = StackAfter([this] {
    // Deep down, where the end of the thread does not write over it.
    std::array<volatile std::uint8_t, kStackSize / 8> frame{};
    std::copy(secret_.Reveal().begin(), secret_.Reveal().end(), frame.begin());
  });
  EXPECT_TRUE(Holds(stack, secret_.Reveal()));
}

TEST_F(Residue, SigningLeavesNoSecretOnTheStack) {
  const auto public_key = vectors::Fixed<32>(test_.at("public_hex"));
  const std::string message = vectors::Message(test_);
  const std::vector<std::uint8_t> random = vectors::Bytes(test_.at("rng32_hex"));
  const std::vector<std::uint8_t> witness =
      vectors::Bytes(test_.at("trace_deterministic").at("witness_r_hex"));
  auto signature = std::make_unique<Signature>();
  const auto stack = StackAfter([&] {
    *signature = Sign(secret_.Reveal().first<kSecretKeySize>(), public_key, message,
                      std::span(random).first<kWitnessRandomSize>());
  });
  EXPECT_EQ(vectors::Hex(*signature), test_.at("signature_deterministic_hex").get<std::string>());
  EXPECT_FALSE(Holds(stack, secret_.Reveal().first(32))) << "the scalar";
  EXPECT_FALSE(Holds(stack, secret_.Reveal().last(32))) << "the nonce seed";
  EXPECT_FALSE(Holds(stack, random)) << "the random bytes";
  EXPECT_FALSE(Holds(stack, witness)) << "the witness r";
  // Whoever has this and the public challenge has the scalar.
  std::array<std::uint8_t, 32> product{};
  const auto challenge = vectors::Fixed<32>(test_.at("trace_deterministic").at("challenge_k_hex"));
  crypto_core_ristretto255_scalar_mul(product.data(), challenge.data(), secret_.Reveal().data());
  EXPECT_FALSE(Holds(stack, product)) << "challenge times scalar";
}

TEST_F(Residue, DerivingKeysLeavesNoSecretOnTheStack) {
  const auto stack = StackAfter([this] {
    const SecretBytes secret = ExpandSeed(std::span(seed_).first<kSeedSize>());
    const auto canonical = CanonicalSecretKey(secret.Reveal().first<kSecretKeySize>());
    EXPECT_TRUE(PublicKeyOf(canonical->Reveal().first<kSecretKeySize>()));
  });
  EXPECT_FALSE(Holds(stack, seed_)) << "the seed";
  EXPECT_FALSE(Holds(stack, secret_.Reveal())) << "the secret key";
}

}  // namespace
}  // namespace chutesd::crypto
