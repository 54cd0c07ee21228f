#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "daemon/base/secret_bytes.h"

namespace chutesd::crypto {

enum class Digest { kSha256, kSha512 };

// PBKDF2 with HMAC: `size` bytes. Takes as long as `rounds` says; any thread. The process ends if OpenSSL
// cannot do it, which is only so for want of memory.
SecretBytes Pbkdf2(Digest digest, std::span<const std::uint8_t> password, std::span<const std::uint8_t> salt,
                   int rounds, std::size_t size);

}  // namespace chutesd::crypto
