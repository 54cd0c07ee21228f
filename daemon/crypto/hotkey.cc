#include "daemon/crypto/hotkey.h"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <optional>
#include <utility>

#include "daemon/crypto/sr25519.h"
#include "daemon/crypto/ss58.h"

namespace chutesd::crypto {
namespace {

Status Refuse(std::string message) {
  return Failure{.reason = Reason::kInvalidArgument,
                 .message = std::move(message),
                 .next_step = "copy the seed or private key again from the wallet that made the hotkey"};
}

}  // namespace

Result<Hotkey> Hotkey::FromSeed(std::span<const std::uint8_t> seed) {
  if (seed.size() != kSeedSize) {
    return Refuse(fmt::format("a hotkey seed has {} bytes, not {}", kSeedSize, seed.size()));
  }
  return FromCanonical(ExpandSeed(seed.first<kSeedSize>()));
}

Result<Hotkey> Hotkey::FromPrivateKey(std::span<const std::uint8_t> private_key) {
  if (private_key.size() != kSecretKeySize) {
    return Refuse(
        fmt::format("an sr25519 private key has {} bytes, not {}", kSecretKeySize, private_key.size()));
  }
  std::optional<SecretBytes> secret_key = CanonicalSecretKey(private_key.first<kSecretKeySize>());
  if (!secret_key) return Refuse("this is not an sr25519 private key: its scalar is out of range");
  return FromCanonical(*std::move(secret_key));
}

Result<Hotkey> Hotkey::FromCanonical(SecretBytes secret_key) {
  secret_key.MakeReadOnly();
  const std::optional<PublicKey> public_key = PublicKeyOf(secret_key.Reveal().first<kSecretKeySize>());
  if (!public_key) return Refuse("this private key is zero: anybody could sign in its name");
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

std::string Hotkey::SignHex(std::string_view message) const {
  const Signature signature = Sign(message);
  std::string hex(2 * signature.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), signature.data(), signature.size());
  hex.pop_back();  // the terminator that sodium_bin2hex writes
  return hex;
}

}  // namespace chutesd::crypto
