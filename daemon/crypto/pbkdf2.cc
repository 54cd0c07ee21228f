#include "daemon/crypto/pbkdf2.h"

#include <openssl/evp.h>

#include <cstdlib>

namespace chutesd::crypto {

SecretBytes Pbkdf2(Digest digest, std::span<const std::uint8_t> password, std::span<const std::uint8_t> salt,
                   int rounds, std::size_t size) {
  SecretBytes key(size);
  const EVP_MD* const hash = digest == Digest::kSha256 ? EVP_sha256() : EVP_sha512();
  // A password of no bytes must still be a pointer: null means something else there.
  const char* const text = password.empty() ? "" : reinterpret_cast<const char*>(password.data());
  const int done =
      PKCS5_PBKDF2_HMAC(text, static_cast<int>(password.size()), salt.data(), static_cast<int>(salt.size()),
                        rounds, hash, static_cast<int>(size), key.Fill().data());
  if (done != 1) std::abort();
  return key;
}

}  // namespace chutesd::crypto
