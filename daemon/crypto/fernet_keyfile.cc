#include "daemon/crypto/fernet_keyfile.h"

#include <sodium.h>

#include <utility>
#include <vector>

#include "daemon/crypto/aes.h"
#include "daemon/crypto/byte_view.h"
#include "daemon/crypto/hmac_sha256.h"
#include "daemon/crypto/pbkdf2.h"

namespace chutesd::crypto {
namespace {

constexpr std::string_view kSalt = "Iguesscyborgslikemyselfhaveatendencytobeparanoidaboutourorigins";
constexpr int kFernetRounds = 10'000'000;
// Of the key, and of the token: version, time, initial value, ciphertext, MAC.
constexpr std::size_t kHalfKey = 16;
constexpr std::size_t kVersionAndTime = 9;
constexpr std::size_t kFernetInitialValue = 16;
constexpr std::size_t kFernetMac = 32;
constexpr std::size_t kFernetBlock = 16;
constexpr std::uint8_t kVersion = 0x80;

class FernetKeyfile final : public EncryptedKeyfile {
 public:
  explicit FernetKeyfile(std::vector<std::uint8_t> token) : token_(std::move(token)) {}

  Result<SecretBytes> DeriveKey(std::string_view password) const override {
    return Pbkdf2(Digest::kSha256, BytesOf(password), BytesOf(kSalt), kFernetRounds, 2 * kHalfKey);
  }

  std::optional<SecretString> Open(std::span<const std::uint8_t> key) const override {
    if (key.size() != 2 * kHalfKey) return std::nullopt;
    const std::span<const std::uint8_t> token(token_);
    const auto signed_part = token.first(token.size() - kFernetMac);
    if (!IsHmacSha256(token.last(kFernetMac), key.first(kHalfKey), signed_part)) return std::nullopt;
    return AesDecrypt(AesMode::kCbc128, key.last(kHalfKey),
                      token.subspan(kVersionAndTime, kFernetInitialValue),
                      signed_part.subspan(kVersionAndTime + kFernetInitialValue));
  }

  std::string_view writer() const override { return "an old wallet (Fernet)"; }

 private:
  const std::vector<std::uint8_t> token_;
};

}  // namespace

Result<std::unique_ptr<EncryptedKeyfile>> ParseFernetKeyfile(std::string_view file) {
  while (!file.empty() && (file.back() == '\n' || file.back() == '\r' || file.back() == ' ')) {
    file.remove_suffix(1);
  }
  std::vector<std::uint8_t> token(file.size());
  std::size_t size = 0;
  const char* end = nullptr;
  const int done = sodium_base642bin(token.data(), token.size(), file.data(), file.size(), nullptr, &size,
                                     &end, sodium_base64_VARIANT_URLSAFE);
  if (done != 0 || end != file.data() + file.size()) {
    return Fail(Reason::kInvalidArgument, "is no Fernet token: it is not base64url");
  }
  token.resize(size);
  constexpr std::size_t kFrame = kVersionAndTime + kFernetInitialValue + kFernetMac;
  if (token.size() < kFrame + kFernetBlock || (token.size() - kFrame) % kFernetBlock != 0 ||
      token[0] != kVersion) {
    return Fail(Reason::kInvalidArgument, "is no whole Fernet token: something is missing at its end");
  }
  return std::make_unique<FernetKeyfile>(std::move(token));
}

}  // namespace chutesd::crypto
