#include "daemon/crypto/hmac_sha256.h"

#include <sodium.h>

#include <array>

namespace chutesd::crypto {

bool IsHmacSha256(std::span<const std::uint8_t> mac, std::span<const std::uint8_t> key,
                  std::span<const std::uint8_t> message) {
  if (mac.size() != crypto_auth_hmacsha256_BYTES) return false;
  crypto_auth_hmacsha256_state state;
  std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES> right{};
  crypto_auth_hmacsha256_init(&state, key.data(), key.size());
  crypto_auth_hmacsha256_update(&state, message.data(), message.size());
  crypto_auth_hmacsha256_final(&state, right.data());
  const bool same = sodium_memcmp(right.data(), mac.data(), right.size()) == 0;
  sodium_memzero(&state, sizeof(state));
  sodium_memzero(right.data(), right.size());
  return same;
}

}  // namespace chutesd::crypto
