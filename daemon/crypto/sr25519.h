#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_bytes.h"
#include "daemon/crypto/bytes.h"

// sr25519 as schnorrkel 0.11 and Substrate do it: Schnorr signatures over ristretto255, with a Merlin
// transcript as the hash and the signing context "substrate". All functions may be used from any thread.
// What handles a secret neither branches on it nor indexes by it, and wipes what it leaves behind.
namespace chutesd::crypto {

inline constexpr std::size_t kSeedSize = 32;
// A secret key in canonical form: 32 bytes scalar, below the group order, then 32 bytes nonce seed.
inline constexpr std::size_t kSecretKeySize = 64;
inline constexpr std::size_t kWitnessRandomSize = 32;

// The secret key that a seed ("mini secret key") stands for, in canonical form. Writable.
SecretBytes ExpandSeed(std::span<const std::uint8_t, kSeedSize> seed);

// The canonical form of a 64-byte private key in either form that wallets write: canonical already, or
// with the scalar times eight as ed25519 keys have it. Told apart by the size of the first half, which
// holds for every key made from a seed; a caller that has the public key should compare it too. Nothing if
// the first half is a scalar in neither form. Writable.
std::optional<SecretBytes> CanonicalSecretKey(std::span<const std::uint8_t, kSecretKeySize> private_key);

// Nothing if the scalar is zero: its public key, the identity, would accept anybody's signatures.
std::optional<PublicKey> PublicKeyOf(std::span<const std::uint8_t, kSecretKeySize> secret_key);

// `public_key` must belong to `secret_key`. `random` must be fresh from the operating system; only tests
// pass fixed bytes.
Signature Sign(std::span<const std::uint8_t, kSecretKeySize> secret_key, const PublicKey& public_key,
               std::string_view message, std::span<const std::uint8_t, kWitnessRandomSize> random);

// True if `signature` (of any length) is one of `public_key` over exactly `message`. The identity is no
// public key here, though schnorrkel takes it.
bool Verify(const PublicKey& public_key, std::string_view message, std::span<const std::uint8_t> signature);

// An sr25519 key pair that signs in the name of a Bittensor hotkey. Never changes once made, so any
// thread may use it; its secret stays in read-only, locked memory and cannot be asked for.
class Hotkey {
 public:
  // From the 32-byte seed (mini secret) that `hotkey_seed` and a keyfile's `secretSeed` hold.
  static Result<Hotkey> FromSeed(std::span<const std::uint8_t> seed);
  // From a 64-byte private key, canonical or in ed25519 form (see CanonicalSecretKey). Compare the public
  // key with what the wallet says.
  static Result<Hotkey> FromPrivateKey(std::span<const std::uint8_t> private_key);

  // With Bittensor's prefix 42.
  const std::string& ss58_address() const { return ss58_address_; }
  const PublicKey& public_key() const { return public_key_; }

  // Signs exactly these bytes. No two signatures are alike, as each draws fresh randomness from the
  // operating system; the process ends if that has none.
  Signature Sign(std::string_view message) const;
  // The same as 128 lower-case hex digits.
  std::string SignHex(std::string_view message) const;

 private:
  Hotkey(SecretBytes secret_key, const PublicKey& public_key);
  static Result<Hotkey> FromCanonical(SecretBytes secret_key);

  SecretBytes secret_key_;
  PublicKey public_key_;
  std::string ss58_address_;
};

}  // namespace chutesd::crypto
