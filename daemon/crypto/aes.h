#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "daemon/base/secret_string.h"

namespace chutesd::crypto {

enum class AesMode {
  kCbc128,  // 16 bytes of key; PKCS#7 padding
  kCtr256,  // 32 bytes of key; no padding
};

// What `sealed` decrypts to. Says nothing about whether that is genuine: check the message's MAC first.
// Nothing if key, initial value (16 bytes) or padding cannot be right.
std::optional<SecretString> AesDecrypt(AesMode mode, std::span<const std::uint8_t> key,
                                       std::span<const std::uint8_t> initial_value,
                                       std::span<const std::uint8_t> sealed);

}  // namespace chutesd::crypto
