#include "daemon/crypto/sha256.h"

#include <sodium.h>

#include <array>

#include "daemon/crypto/byte_view.h"

namespace chutesd::crypto {

std::string Sha256Hex(std::string_view body) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), BytesOf(body).data(), body.size());
  std::string hex(2 * digest.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
  hex.pop_back();  // the terminator that sodium_bin2hex writes
  return hex;
}

}  // namespace chutesd::crypto
