#pragma once

#include <cstdint>
#include <span>

namespace chutesd::crypto {

// Whether `mac` (32 bytes) is the HMAC-SHA256 of `message`; takes the same time whatever differs.
bool IsHmacSha256(std::span<const std::uint8_t> mac, std::span<const std::uint8_t> key,
                  std::span<const std::uint8_t> message);

}  // namespace chutesd::crypto
