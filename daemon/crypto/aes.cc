#include "daemon/crypto/aes.h"

#include <openssl/evp.h>

#include <cstddef>
#include <memory>
#include <vector>

namespace chutesd::crypto {
namespace {

constexpr std::size_t kBlock = 16;
constexpr std::size_t kMostBytes = std::size_t{1} << 24U;  // far beyond any keyfile, and within an int

}  // namespace

std::optional<SecretString> AesDecrypt(AesMode mode, std::span<const std::uint8_t> key,
                                       std::span<const std::uint8_t> initial_value,
                                       std::span<const std::uint8_t> sealed) {
  const EVP_CIPHER* const cipher = mode == AesMode::kCbc128 ? EVP_aes_128_cbc() : EVP_aes_256_ctr();
  if (key.size() != static_cast<std::size_t>(EVP_CIPHER_get_key_length(cipher))) return std::nullopt;
  if (initial_value.size() != kBlock || sealed.size() > kMostBytes) return std::nullopt;
  // OpenSSL wipes the expanded key in its context.
  const std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context(EVP_CIPHER_CTX_new(),
                                                                           EVP_CIPHER_CTX_free);
  std::vector<std::uint8_t> plain(sealed.size() + kBlock);
  int size = 0;
  int rest = 0;
  const bool done =
      context != nullptr &&
      EVP_DecryptInit_ex(context.get(), cipher, nullptr, key.data(), initial_value.data()) == 1 &&
      EVP_DecryptUpdate(context.get(), plain.data(), &size, sealed.data(), static_cast<int>(sealed.size())) ==
          1 &&
      EVP_DecryptFinal_ex(context.get(), plain.data() + size, &rest) == 1;
  if (!done) return std::nullopt;
  return SecretString({reinterpret_cast<const char*>(plain.data()), static_cast<std::size_t>(size + rest)});
}

}  // namespace chutesd::crypto
