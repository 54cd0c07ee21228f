#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_bytes.h"
#include "daemon/base/secret_string.h"

namespace chutesd::crypto {

// An encrypted keyfile of a Bittensor wallet. Never changes; any thread.
class EncryptedKeyfile {
 public:
  virtual ~EncryptedKeyfile() = default;

  // The key that the password makes. Takes seconds. RESOURCE_EXHAUSTED if its memory is not to be had.
  virtual Result<SecretBytes> DeriveKey(std::string_view password) const = 0;
  // What the file holds. Nothing if the key is not the right one or the file was changed, which cannot be
  // told apart.
  virtual std::optional<SecretString> Open(std::span<const std::uint8_t> key) const = 0;
  // Bytes of memory that DeriveKey takes, where that is worth mentioning; else 0.
  virtual std::size_t memory() const { return 0; }
  // The tool that writes such files.
  virtual std::string_view writer() const = 0;
};

// Whether `file` begins as an encrypted keyfile does.
bool LooksEncrypted(std::string_view file);

// Reads the outer form, by the file's first bytes. INVALID_ARGUMENT with what is wrong, without a Failure:
// the caller knows what file this is, and says so.
Result<std::unique_ptr<EncryptedKeyfile>> ParseEncryptedKeyfile(std::string_view file);

enum class AesMode {
  kCbc128,  // 16 bytes of key; PKCS#7 padding
  kCtr256,  // 32 bytes of key; no padding
};

// What `sealed` decrypts to. Says nothing about whether that is genuine: check the message's MAC first.
// Nothing if key, initial value (16 bytes) or padding cannot be right.
std::optional<SecretString> AesDecrypt(AesMode mode, std::span<const std::uint8_t> key,
                                       std::span<const std::uint8_t> initial_value,
                                       std::span<const std::uint8_t> sealed);

inline constexpr std::string_view kAnsibleMark = "$ANSIBLE_VAULT";

// Ansible Vault's form 1.1 (and 1.2, which adds a label), as Python wallets wrote it: AES-256-CTR and
// HMAC-SHA256, whose keys are PBKDF2's after ten thousand rounds.
Result<std::unique_ptr<EncryptedKeyfile>> ParseAnsibleKeyfile(std::string_view file);

inline constexpr std::string_view kFernetMark = "gAAAAA";

// The oldest wallets' form: a Fernet token (AES-128-CBC, HMAC-SHA256), whose key is PBKDF2's after ten
// million rounds, with one salt for everybody.
Result<std::unique_ptr<EncryptedKeyfile>> ParseFernetKeyfile(std::string_view file);

inline constexpr std::string_view kNaclMark = "$NACL";

// btwallet's form: the mark, a nonce, a secretbox (XSalsa20-Poly1305). The key is Argon2i's with libsodium's
// sensitive limits, 512 MiB, and one salt for everybody.
Result<std::unique_ptr<EncryptedKeyfile>> ParseNaclKeyfile(std::string_view file);

}  // namespace chutesd::crypto
