#include "daemon/crypto/sr25519.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

#include "daemon/crypto/merlin.h"
#include "daemon/crypto/ss58.h"

namespace chutesd::crypto {
namespace {

constexpr std::size_t kScalarSize = 32;
constexpr std::size_t kPointSize = 32;
constexpr std::uint8_t kMarker = 0x80;
// More than libsodium's point and scalar arithmetic leaves on the stack below us.
constexpr std::size_t kStackToWipe = 4096;

// The order of the group, 2^252 + 27742317777372353535851937790883648493, little endian.
constexpr std::array<std::uint8_t, kScalarSize> kGroupOrder = {
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

// Bytes on the stack that are wiped when they go out of scope.
template <std::size_t Size>
struct WipedArray : std::array<std::uint8_t, Size> {
  WipedArray() : std::array<std::uint8_t, Size>{} {}
  WipedArray(const WipedArray&) = delete;
  WipedArray& operator=(const WipedArray&) = delete;
  ~WipedArray() { sodium_memzero(this->data(), Size); }
};

// Whether a scalar is below the group order; the time tells nothing.
bool IsCanonicalScalar(std::span<const std::uint8_t, kScalarSize> scalar) {
  return sodium_compare(scalar.data(), kGroupOrder.data(), kScalarSize) < 0;
}

// Divides by eight, dropping the remainder: from the form of an ed25519 scalar to a plain one.
void DivideByCofactor(std::span<std::uint8_t, kScalarSize> scalar) {
  unsigned above = 0;
  for (std::size_t i = kScalarSize; i-- > 0;) {
    const unsigned byte = scalar[i];
    scalar[i] = static_cast<std::uint8_t>((byte >> 3) | (above << 5));
    above = byte & 7U;
  }
}

// The transcript up to the message and the public key. Its beginning is the same for all and hashed once.
Transcript BeginSigning(const PublicKey& public_key, std::string_view message) {
  static const Transcript kContext = [] {
    Transcript context("SigningContext");
    context.Append("", BytesOf("substrate"));
    return context;
  }();
  Transcript transcript = kContext;
  transcript.Append("sign-bytes", BytesOf(message));
  transcript.Append("proto-name", BytesOf("Schnorr-sig"));
  transcript.Append("sign:pk", public_key);
  return transcript;
}

// The challenge scalar, once the commitment R has been said.
std::array<std::uint8_t, kScalarSize> ChallengeScalar(Transcript& transcript,
                                                      std::span<const std::uint8_t> commitment) {
  transcript.Append("sign:R", commitment);
  std::array<std::uint8_t, crypto_core_ristretto255_NONREDUCEDSCALARBYTES> wide{};
  transcript.Challenge("sign:c", wide);
  std::array<std::uint8_t, kScalarSize> challenge{};
  crypto_core_ristretto255_scalar_reduce(challenge.data(), wide.data());
  return challenge;
}

// out = challenge * key + witness, modulo the group order. libsodium's own addition leaves a copy of its
// operands behind, so the sum is made here and only reduced there.
void Respond(std::span<const std::uint8_t, kScalarSize> challenge,
             std::span<const std::uint8_t, kScalarSize> key,
             std::span<const std::uint8_t, kScalarSize> witness, std::uint8_t* out) {
  WipedArray<kScalarSize> product;
  crypto_core_ristretto255_scalar_mul(product.data(), challenge.data(), key.data());
  WipedArray<crypto_core_ristretto255_NONREDUCEDSCALARBYTES> sum;
  std::copy(product.begin(), product.end(), sum.begin());
  sodium_add(sum.data(), witness.data(), kScalarSize);  // both are below 2^253: nothing is carried out
  crypto_core_ristretto255_scalar_reduce(out, sum.data());
}

Failure InvalidKey(std::string message) {
  return {.reason = Reason::kInvalidArgument,
          .message = std::move(message),
          .next_step = "copy the seed or private key again from the wallet that made the hotkey"};
}

}  // namespace

SecretBytes ExpandSeed(std::span<const std::uint8_t, kSeedSize> seed) {
  SecretBytes secret_key(kSecretKeySize);
  const std::span<std::uint8_t> bytes = secret_key.Fill();
  static_assert(crypto_hash_sha512_BYTES == kSecretKeySize);
  crypto_hash_sha512(bytes.data(), seed.data(), seed.size());
  bytes[0] &= 0xf8;
  bytes[31] &= 0x3f;
  bytes[31] |= 0x40;
  DivideByCofactor(bytes.first<kScalarSize>());
  sodium_stackzero(kStackToWipe);
  return secret_key;
}

std::optional<SecretBytes> CanonicalSecretKey(std::span<const std::uint8_t, kSecretKeySize> private_key) {
  SecretBytes secret_key = SecretBytes::CopyOf(private_key);
  const auto scalar = secret_key.Fill().first<kScalarSize>();
  if (IsCanonicalScalar(scalar)) return secret_key;
  if ((scalar[0] & 7U) != 0) return std::nullopt;
  DivideByCofactor(scalar);
  if (!IsCanonicalScalar(scalar)) return std::nullopt;
  return secret_key;
}

std::optional<PublicKey> PublicKeyOf(std::span<const std::uint8_t, kSecretKeySize> secret_key) {
  PublicKey public_key{};
  const int result = crypto_scalarmult_ristretto255_base(public_key.data(), secret_key.data());
  sodium_stackzero(kStackToWipe);
  if (result != 0) return std::nullopt;
  return public_key;
}

Signature Sign(std::span<const std::uint8_t, kSecretKeySize> secret_key, const PublicKey& public_key,
               std::string_view message, std::span<const std::uint8_t, kWitnessRandomSize> random) {
  Transcript transcript = BeginSigning(public_key, message);

  WipedArray<crypto_core_ristretto255_NONREDUCEDSCALARBYTES> wide;
  transcript.Witness("signing", secret_key.subspan<kScalarSize>(), random, wide);
  WipedArray<kScalarSize> witness;
  crypto_core_ristretto255_scalar_reduce(witness.data(), wide.data());

  Signature signature{};
  // The result says whether R is the identity, which happens once in 2^252 times and is no fault.
  static_cast<void>(crypto_scalarmult_ristretto255_base(signature.data(), witness.data()));
  const auto challenge = ChallengeScalar(transcript, std::span(signature).first<kPointSize>());
  Respond(challenge, secret_key.first<kScalarSize>(), witness, signature.data() + kPointSize);
  signature.back() |= kMarker;
  sodium_stackzero(kStackToWipe);
  return signature;
}

bool Verify(const PublicKey& public_key, std::string_view message, std::span<const std::uint8_t> signature) {
  if (signature.size() != std::tuple_size_v<Signature>) return false;
  const auto commitment = signature.first<kPointSize>();
  std::array<std::uint8_t, kScalarSize> response{};
  std::copy_n(signature.begin() + kPointSize, kScalarSize, response.begin());
  if ((response.back() & kMarker) == 0) return false;
  response.back() = static_cast<std::uint8_t>(response.back() & ~kMarker);
  if (!IsCanonicalScalar(response)) return false;

  Transcript transcript = BeginSigning(public_key, message);
  const auto challenge = ChallengeScalar(transcript, commitment);

  // R is compared as written and never decoded: only its one canonical encoding can match. A result of -1
  // means that the public key is no point, or the identity; or that a scalar is zero, which no signer
  // reaches.
  std::array<std::uint8_t, kPointSize> response_point{};
  std::array<std::uint8_t, kPointSize> challenge_point{};
  std::array<std::uint8_t, kPointSize> expected{};
  if (crypto_scalarmult_ristretto255(challenge_point.data(), challenge.data(), public_key.data()) != 0 ||
      crypto_scalarmult_ristretto255_base(response_point.data(), response.data()) != 0 ||
      crypto_core_ristretto255_sub(expected.data(), response_point.data(), challenge_point.data()) != 0) {
    return false;
  }
  return std::equal(commitment.begin(), commitment.end(), expected.begin());
}

Result<Hotkey> Hotkey::FromSeed(std::span<const std::uint8_t> seed) {
  if (seed.size() != kSeedSize) {
    return InvalidKey(fmt::format("a hotkey seed has {} bytes, not {}", kSeedSize, seed.size()));
  }
  return FromCanonical(ExpandSeed(seed.first<kSeedSize>()));
}

Result<Hotkey> Hotkey::FromPrivateKey(std::span<const std::uint8_t> private_key) {
  if (private_key.size() != kSecretKeySize) {
    return InvalidKey(
        fmt::format("an sr25519 private key has {} bytes, not {}", kSecretKeySize, private_key.size()));
  }
  std::optional<SecretBytes> secret_key = CanonicalSecretKey(private_key.first<kSecretKeySize>());
  if (!secret_key) return InvalidKey("this is not an sr25519 private key: its scalar is out of range");
  return FromCanonical(*std::move(secret_key));
}

Result<Hotkey> Hotkey::FromCanonical(SecretBytes secret_key) {
  secret_key.MakeReadOnly();
  const std::optional<PublicKey> public_key = PublicKeyOf(secret_key.Reveal().first<kSecretKeySize>());
  if (!public_key) return InvalidKey("this private key is zero: anybody could sign in its name");
  return Hotkey(std::move(secret_key), *public_key);
}

Hotkey::Hotkey(SecretBytes secret_key, const PublicKey& public_key)
    : secret_key_(std::move(secret_key)), public_key_(public_key), ss58_address_(EncodeSs58(public_key)) {}

Signature Hotkey::Sign(std::string_view message) const {
  std::array<std::uint8_t, kWitnessRandomSize> random{};
  randombytes_buf(random.data(), random.size());
  const Signature signature =
      crypto::Sign(secret_key_.Reveal().first<kSecretKeySize>(), public_key_, message, random);
  sodium_memzero(random.data(), random.size());
  return signature;
}

std::string Hotkey::SignHex(std::string_view message) const { return HexOf(Sign(message)); }

}  // namespace chutesd::crypto
