#include "daemon/crypto/hashes.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <cstdlib>
#include <memory>

#include "daemon/crypto/key_bytes.h"

namespace chutesd::crypto {

std::string Sha256Hex(std::string_view body) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), BytesOf(body).data(), body.size());
  return HexOf(digest);
}

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

namespace {

constexpr std::size_t kSha1Size = 20;

std::array<std::uint8_t, kSha1Size> Sha1(const UuidBytes& first, std::string_view second) {
  std::array<std::uint8_t, kSha1Size> digest{};
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const bool done = context != nullptr && EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr) == 1 &&
                    EVP_DigestUpdate(context.get(), first.data(), first.size()) == 1 &&
                    EVP_DigestUpdate(context.get(), BytesOf(second).data(), second.size()) == 1 &&
                    EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1;
  if (!done) std::abort();
  return digest;
}

}  // namespace

std::string Uuid5(const UuidBytes& name_space, std::string_view name) {
  std::array<std::uint8_t, kSha1Size> digest = Sha1(name_space, name);
  digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0FU) | 0x50U);  // version 5
  digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3FU) | 0x80U);  // RFC 9562's variant
  std::string text = HexOf(std::span(digest).first(UuidBytes().size()));
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) text.insert(dash, 1, '-');
  return text;
}

}  // namespace chutesd::crypto
