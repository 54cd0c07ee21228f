#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_bytes.h"
#include "daemon/crypto/key_types.h"

namespace chutesd::crypto {

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
