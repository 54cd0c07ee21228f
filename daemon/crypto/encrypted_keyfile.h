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

}  // namespace chutesd::crypto
