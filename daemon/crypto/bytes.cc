#include "daemon/crypto/bytes.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <sodium.h>

#include <cstdlib>

namespace chutesd::crypto {

Result<SecretBytes> DecodeSecretHex(std::string_view name, std::string_view hex, std::size_t size) {
  const std::size_t prefix = hex.starts_with("0x") || hex.starts_with("0X") ? 2 : 0;
  const std::string_view digits = hex.substr(prefix);
  const auto refuse = [&](std::string what) {
    return Failure{.reason = Reason::kInvalidArgument,
                   .message = fmt::format("{} {}", name, what),
                   .next_step = fmt::format("give exactly {} hex digits", 2 * size)};
  };
  if (digits.size() != 2 * size) {
    return refuse(fmt::format("must be {} hex digits; it has {} characters", 2 * size, digits.size()));
  }
  SecretBytes secret(size);
  const char* end = nullptr;
  // No look-up table is indexed by a digit in there. Its return value only says that room and digits
  // sufficed.
  const int result =
      sodium_hex2bin(secret.Fill().data(), size, digits.data(), digits.size(), nullptr, nullptr, &end);
  const auto read = static_cast<std::size_t>(end - digits.data());
  if (result != 0 || read != digits.size()) {
    return refuse(fmt::format("holds something other than hex digits, near character {}", prefix + read + 1));
  }
  return secret;
}

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

std::string Uuid5(const UuidBytes& name_space, std::string_view name) {
  std::string text(name_space.begin(), name_space.end());
  text += name;
  std::array<std::uint8_t, 20> digest{};
  if (EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(), nullptr) != 1) std::abort();
  digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0FU) | 0x50U);  // version 5
  digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3FU) | 0x80U);  // RFC 9562's variant
  text = HexOf(std::span(digest).first(UuidBytes().size()));
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) text.insert(dash, 1, '-');
  return text;
}

}  // namespace chutesd::crypto
