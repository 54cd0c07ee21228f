#include "daemon/crypto/uuid5.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

#include "daemon/crypto/byte_view.h"

namespace chutesd::crypto {
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
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < UuidBytes().size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += fmt::format("{:02x}", digest[i]);
  }
  return text;
}

}  // namespace chutesd::crypto
