#include "daemon/crypto/nacl_keyfile.h"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <vector>

#include "daemon/crypto/byte_view.h"

namespace chutesd::crypto {
namespace {

constexpr std::array<std::uint8_t, crypto_pwhash_SALTBYTES> kSalt = {
    0x13, 0x71, 0x83, 0xdf, 0xf1, 0x5a, 0x09, 0xbc, 0x9c, 0x90, 0xb5, 0x51, 0x87, 0x39, 0xe9, 0xb1};
constexpr unsigned long long kOpsLimit = 8;
constexpr std::size_t kMemoryLimit = std::size_t{512} << 20U;

class NaclKeyfile final : public EncryptedKeyfile {
 public:
  explicit NaclKeyfile(std::span<const std::uint8_t> body) : body_(body.begin(), body.end()) {}

  Result<SecretBytes> DeriveKey(std::string_view password) const override {
    SecretBytes key(crypto_secretbox_KEYBYTES);
    // Its working memory goes back to the kernel, which hands it to nobody as it is.
    const int done = crypto_pwhash(key.Fill().data(), key.size(), password.data(), password.size(),
                                   kSalt.data(), kOpsLimit, kMemoryLimit, crypto_pwhash_ALG_ARGON2I13);
    if (done != 0) return Fail(Reason::kInternal, "no memory for Argon2");
    return key;
  }

  std::optional<SecretString> Open(std::span<const std::uint8_t> key) const override {
    if (key.size() != crypto_secretbox_KEYBYTES) return std::nullopt;
    const std::span<const std::uint8_t> nonce = std::span(body_).first(crypto_secretbox_NONCEBYTES);
    const std::span<const std::uint8_t> box = std::span(body_).subspan(crypto_secretbox_NONCEBYTES);
    std::vector<char> plain(box.size() - crypto_secretbox_MACBYTES);
    const int done = crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(plain.data()), box.data(),
                                                box.size(), nonce.data(), key.data());
    if (done != 0) return std::nullopt;
    return SecretString(std::string_view(plain.data(), plain.size()));
  }

  std::size_t memory() const override { return kMemoryLimit; }
  std::string_view writer() const override { return "btwallet ($NACL)"; }

 private:
  const std::vector<std::uint8_t> body_;  // nonce and box
};

}  // namespace

Result<std::unique_ptr<EncryptedKeyfile>> ParseNaclKeyfile(std::string_view file) {
  constexpr std::size_t kLeast = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  const std::string_view body = file.substr(kNaclMark.size());
  if (body.size() < kLeast) {
    return Fail(Reason::kInvalidArgument,
                fmt::format("is cut short: after {} there must be at least {} bytes, and there are {}",
                            kNaclMark, kLeast, body.size()));
  }
  return std::make_unique<NaclKeyfile>(BytesOf(body));
}

}  // namespace chutesd::crypto
