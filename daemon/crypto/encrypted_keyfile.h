#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_bytes.h"
#include "daemon/base/secret_string.h"

namespace chutesd::crypto {

// An encrypted keyfile of a Bittensor wallet. Never changes; any thread.
struct EncryptedKeyfile {
  // The tool that writes such files.
  std::string_view writer;
  // The key that the password makes. Takes seconds. INTERNAL if there is not enough memory.
  std::function<Result<SecretBytes>(std::string_view password)> derive_key;
  // What the file holds. Nothing if the key is not the right one or the file was changed, which cannot be
  // told apart.
  std::function<std::optional<SecretString>(std::span<const std::uint8_t> key)> open;
  // Bytes of memory that `derive_key` takes, where that is worth mentioning.
  std::size_t memory = 0;
};

// Whether `file` begins as an encrypted keyfile does.
bool LooksEncrypted(std::string_view file);

// Reads the outer form, by the file's first bytes. INVALID_ARGUMENT with what is wrong: the caller knows what
// file this is, and says so. The forms:
//   $NACL           btwallet's: a nonce and a secretbox (XSalsa20-Poly1305). The key is Argon2i's with
//                   libsodium's sensitive limits, 512 MiB, and one salt for everybody.
//   $ANSIBLE_VAULT  1.1 (and 1.2, which adds a label), as Python wallets wrote it: AES-256-CTR and
//                   HMAC-SHA256, whose keys are PBKDF2's after ten thousand rounds.
//   gAAAAA          the oldest wallets': a Fernet token (AES-128-CBC, HMAC-SHA256), whose key is PBKDF2's
//                   after ten million rounds, with one salt for everybody.
Result<EncryptedKeyfile> ParseEncryptedKeyfile(std::string_view file);

}  // namespace chutesd::crypto
