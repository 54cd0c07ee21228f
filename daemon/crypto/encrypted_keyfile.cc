#include "daemon/crypto/encrypted_keyfile.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/crypto/hashes.h"
#include "daemon/crypto/key_bytes.h"

namespace chutesd::crypto {

bool LooksEncrypted(std::string_view file) {
  return file.starts_with(kNaclMark) || file.starts_with(kAnsibleMark) || file.starts_with(kFernetMark);
}

Result<std::unique_ptr<EncryptedKeyfile>> ParseEncryptedKeyfile(std::string_view file) {
  if (file.starts_with(kNaclMark)) return ParseNaclKeyfile(file);
  if (file.starts_with(kAnsibleMark)) return ParseAnsibleKeyfile(file);
  if (file.starts_with(kFernetMark)) return ParseFernetKeyfile(file);
  return Fail(Reason::kInvalidArgument, "is not encrypted");
}

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

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr int kAnsibleRounds = 10'000;
// Of the derived key: cipher key, MAC key, initial value.
constexpr std::size_t kCipherKey = 32;
constexpr std::size_t kMacKey = 32;
constexpr std::size_t kInitialValue = 16;
constexpr std::size_t kMac = 32;
constexpr std::size_t kVaultBlock = 16;

// Without its PKCS#7 padding; nothing if that is wrong.
std::optional<SecretString> Unpadded(const SecretString& padded) {
  const std::string_view text = padded.Reveal();
  if (text.empty()) return std::nullopt;
  const auto count = static_cast<unsigned char>(text.back());
  if (count == 0 || count > kVaultBlock || count > text.size()) return std::nullopt;
  const std::string_view padding = text.substr(text.size() - count);
  if (padding.find_first_not_of(text.back()) != std::string_view::npos) return std::nullopt;
  return SecretString(text.substr(0, text.size() - count));
}

class AnsibleKeyfile final : public EncryptedKeyfile {
 public:
  AnsibleKeyfile(Bytes salt, Bytes mac, Bytes sealed)
      : salt_(std::move(salt)), mac_(std::move(mac)), sealed_(std::move(sealed)) {}

  Result<SecretBytes> DeriveKey(std::string_view password) const override {
    return Pbkdf2(Digest::kSha256, BytesOf(password), salt_, kAnsibleRounds,
                  kCipherKey + kMacKey + kInitialValue);
  }

  std::optional<SecretString> Open(std::span<const std::uint8_t> key) const override {
    if (key.size() != kCipherKey + kMacKey + kInitialValue) return std::nullopt;
    if (!IsHmacSha256(mac_, key.subspan(kCipherKey, kMacKey), sealed_)) return std::nullopt;
    const std::optional<SecretString> padded =
        AesDecrypt(AesMode::kCtr256, key.first(kCipherKey), key.last(kInitialValue), sealed_);
    return padded ? Unpadded(*padded) : std::nullopt;
  }

  std::string_view writer() const override { return "Ansible Vault"; }

 private:
  const Bytes salt_;
  const Bytes mac_;
  const Bytes sealed_;
};

// Nothing if it is not an even number of hex digits. White space in between is left out.
std::optional<Bytes> FromHex(std::string_view hex) {
  Bytes bytes(hex.size() / 2 + 1);
  std::size_t size = 0;
  const char* end = nullptr;
  const int done = sodium_hex2bin(bytes.data(), bytes.size(), hex.data(), hex.size(), "\r\n \t", &size, &end);
  if (done != 0 || end != hex.data() + hex.size()) return std::nullopt;
  bytes.resize(size);
  return bytes;
}

// Takes the text before the next line break out of `text`.
std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool IsKnownHeader(std::string_view line) {
  return line == "$ANSIBLE_VAULT;1.1;AES256" || line.starts_with("$ANSIBLE_VAULT;1.2;AES256;");
}

}  // namespace

Result<std::unique_ptr<EncryptedKeyfile>> ParseAnsibleKeyfile(std::string_view file) {
  if (!IsKnownHeader(TakeLine(file))) {
    return Fail(Reason::kInvalidArgument,
                "is of a version of Ansible Vault other than 1.1 and 1.2 with AES256");
  }
  // The whole is hex of three lines of hex.
  const std::optional<Bytes> inner = FromHex(file);
  if (!inner) return Fail(Reason::kInvalidArgument, "is no whole Ansible Vault: its body is not hex");
  std::string_view lines(reinterpret_cast<const char*>(inner->data()), inner->size());
  std::array<std::optional<Bytes>, 3> parts;
  for (std::optional<Bytes>& part : parts) part = FromHex(TakeLine(lines));
  const bool whole =
      std::all_of(parts.begin(), parts.end(), [](const auto& part) { return part && !part->empty(); });
  if (!whole || parts[1]->size() != kMac || !lines.empty()) {
    return Fail(Reason::kInvalidArgument,
                "is no whole Ansible Vault: salt, MAC or content are missing or damaged");
  }
  return std::make_unique<AnsibleKeyfile>(*std::move(parts[0]), *std::move(parts[1]), *std::move(parts[2]));
}

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

namespace {

constexpr std::array<std::uint8_t, crypto_pwhash_SALTBYTES> kNaclSalt = {
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
                                   kNaclSalt.data(), kOpsLimit, kMemoryLimit, crypto_pwhash_ALG_ARGON2I13);
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
