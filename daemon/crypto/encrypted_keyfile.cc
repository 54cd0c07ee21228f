#include "daemon/crypto/encrypted_keyfile.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "daemon/crypto/bytes.h"

namespace chutesd::crypto {
namespace {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

constexpr std::string_view kNaclMark = "$NACL";
constexpr std::string_view kAnsibleMark = "$ANSIBLE_VAULT";
constexpr std::string_view kFernetMark = "gAAAAA";

// Of AES in every mode, and of HMAC-SHA256.
constexpr std::size_t kBlock = 16;
constexpr std::size_t kMac = 32;

// What `ciphertext` decrypts to, without the padding if the mode has one. Says nothing about whether that is
// genuine: check the message's MAC first. Nothing if the padding cannot be right.
std::optional<SecretString> AesDecrypt(const EVP_CIPHER* cipher, View key, View initial_value,
                                       View ciphertext) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 24U;  // far beyond any keyfile, and within an int
  if (ciphertext.size() > kMostBytes) return std::nullopt;
  // OpenSSL wipes the expanded key in its context.
  const std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context(EVP_CIPHER_CTX_new(),
                                                                           EVP_CIPHER_CTX_free);
  Bytes plain(ciphertext.size() + kBlock);
  int size = 0;
  int rest = 0;
  const bool done =
      context != nullptr &&
      EVP_DecryptInit_ex(context.get(), cipher, nullptr, key.data(), initial_value.data()) == 1 &&
      EVP_DecryptUpdate(context.get(), plain.data(), &size, ciphertext.data(),
                        static_cast<int>(ciphertext.size())) == 1 &&
      EVP_DecryptFinal_ex(context.get(), plain.data() + size, &rest) == 1;
  if (!done) return std::nullopt;
  return SecretString({reinterpret_cast<const char*>(plain.data()), static_cast<std::size_t>(size + rest)});
}

// Without its PKCS#7 padding; nothing if that is wrong.
std::optional<SecretString> Unpadded(const SecretString& padded) {
  const std::string_view text = padded.Reveal();
  if (text.empty()) return std::nullopt;
  const auto count = static_cast<unsigned char>(text.back());
  if (count == 0 || count > kBlock || count > text.size()) return std::nullopt;
  const std::string_view padding = text.substr(text.size() - count);
  if (padding.find_first_not_of(text.back()) != std::string_view::npos) return std::nullopt;
  return SecretString(text.substr(0, text.size() - count));
}

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

Result<EncryptedKeyfile> ParseAnsible(std::string_view file) {
  // Of the derived key, before the initial value.
  constexpr std::size_t kCipherKey = 32;
  constexpr std::size_t kMacKey = 32;
  constexpr int kRounds = 10'000;
  const std::string_view header = TakeLine(file);
  if (header != "$ANSIBLE_VAULT;1.1;AES256" && !header.starts_with("$ANSIBLE_VAULT;1.2;AES256;")) {
    return Fail(Reason::kInvalidArgument,
                "is of a version of Ansible Vault other than 1.1 and 1.2 with AES256");
  }
  // The whole is hex of three lines of hex.
  const std::optional<Bytes> inner = FromHex(file);
  if (!inner) return Fail(Reason::kInvalidArgument, "is no whole Ansible Vault: its body is not hex");
  std::string_view lines(reinterpret_cast<const char*>(inner->data()), inner->size());
  const Bytes salt = FromHex(TakeLine(lines)).value_or(Bytes());
  const Bytes mac = FromHex(TakeLine(lines)).value_or(Bytes());
  const Bytes ciphertext = FromHex(TakeLine(lines)).value_or(Bytes());
  if (salt.empty() || mac.size() != kMac || ciphertext.empty() || !lines.empty()) {
    return Fail(Reason::kInvalidArgument,
                "is no whole Ansible Vault: salt, MAC or content are missing or damaged");
  }
  const auto derive_key = [salt](std::string_view password) -> Result<SecretBytes> {
    return Pbkdf2(Digest::kSha256, BytesOf(password), salt, kRounds, kCipherKey + kMacKey + kBlock);
  };
  const auto open = [mac, ciphertext](View key) -> std::optional<SecretString> {
    if (key.size() != kCipherKey + kMacKey + kBlock) return std::nullopt;
    if (!IsHmacSha256(mac, key.subspan(kCipherKey, kMacKey), ciphertext)) return std::nullopt;
    const std::optional<SecretString> padded =
        AesDecrypt(EVP_aes_256_ctr(), key.first(kCipherKey), key.last(kBlock), ciphertext);
    return padded ? Unpadded(*padded) : std::nullopt;
  };
  return EncryptedKeyfile{"Ansible Vault", derive_key, open};
}

Result<EncryptedKeyfile> ParseFernet(std::string_view file) {
  constexpr std::uint8_t kVersion = 0x80;
  // Version, time, initial value, ciphertext, MAC.
  constexpr std::size_t kVersionAndTime = 9;
  constexpr std::size_t kFrame = kVersionAndTime + kBlock + kMac;
  constexpr std::size_t kHalfKey = 16;
  file = file.substr(0, file.find_last_not_of("\r\n ") + 1);
  Bytes token(file.size());
  std::size_t size = 0;
  const char* end = nullptr;
  const int done = sodium_base642bin(token.data(), token.size(), file.data(), file.size(), nullptr, &size,
                                     &end, sodium_base64_VARIANT_URLSAFE);
  if (done != 0 || end != file.data() + file.size()) {
    return Fail(Reason::kInvalidArgument, "is no Fernet token: it is not base64url");
  }
  token.resize(size);
  if (size < kFrame + kBlock || (size - kFrame) % kBlock != 0 || token[0] != kVersion) {
    return Fail(Reason::kInvalidArgument, "is no whole Fernet token: something is missing at its end");
  }
  const auto derive_key = [](std::string_view password) -> Result<SecretBytes> {
    constexpr std::string_view kSalt = "Iguesscyborgslikemyselfhaveatendencytobeparanoidaboutourorigins";
    constexpr int kRounds = 10'000'000;
    return Pbkdf2(Digest::kSha256, BytesOf(password), BytesOf(kSalt), kRounds, 2 * kHalfKey);
  };
  const auto open = [token](View key) -> std::optional<SecretString> {
    if (key.size() != 2 * kHalfKey) return std::nullopt;
    const View signed_part = View(token).first(token.size() - kMac);
    if (!IsHmacSha256(View(token).last(kMac), key.first(kHalfKey), signed_part)) return std::nullopt;
    return AesDecrypt(EVP_aes_128_cbc(), key.last(kHalfKey), signed_part.subspan(kVersionAndTime, kBlock),
                      signed_part.subspan(kVersionAndTime + kBlock));
  };
  return EncryptedKeyfile{"an old wallet (Fernet)", derive_key, open};
}

Result<EncryptedKeyfile> ParseNacl(std::string_view file) {
  constexpr std::size_t kLeast = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  constexpr std::size_t kMemoryLimit = std::size_t{512} << 20U;
  const View body = BytesOf(file.substr(kNaclMark.size()));
  if (body.size() < kLeast) {
    return Fail(Reason::kInvalidArgument,
                fmt::format("is cut short: after {} there must be at least {} bytes, and there are {}",
                            kNaclMark, kLeast, body.size()));
  }
  const auto derive_key = [](std::string_view password) -> Result<SecretBytes> {
    constexpr std::array<std::uint8_t, crypto_pwhash_SALTBYTES> kSalt = {
        0x13, 0x71, 0x83, 0xdf, 0xf1, 0x5a, 0x09, 0xbc, 0x9c, 0x90, 0xb5, 0x51, 0x87, 0x39, 0xe9, 0xb1};
    constexpr unsigned long long kOpsLimit = 8;
    SecretBytes key(crypto_secretbox_KEYBYTES);
    // Its working memory goes back to the kernel, which clears it before it is used again.
    const int done = crypto_pwhash(key.Fill().data(), key.size(), password.data(), password.size(),
                                   kSalt.data(), kOpsLimit, kMemoryLimit, crypto_pwhash_ALG_ARGON2I13);
    if (done != 0) return Fail(Reason::kInternal, "no memory for Argon2");
    return key;
  };
  const Bytes nonce(body.begin(), body.begin() + crypto_secretbox_NONCEBYTES);
  const Bytes box(body.begin() + crypto_secretbox_NONCEBYTES, body.end());
  const auto open = [nonce, box](View key) -> std::optional<SecretString> {
    if (key.size() != crypto_secretbox_KEYBYTES) return std::nullopt;
    std::vector<char> plain(box.size() - crypto_secretbox_MACBYTES);
    const int done = crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(plain.data()), box.data(),
                                                box.size(), nonce.data(), key.data());
    if (done != 0) return std::nullopt;
    return SecretString(std::string_view(plain.data(), plain.size()));
  };
  return EncryptedKeyfile{"btwallet ($NACL)", derive_key, open, kMemoryLimit};
}

}  // namespace

bool LooksEncrypted(std::string_view file) {
  return file.starts_with(kNaclMark) || file.starts_with(kAnsibleMark) || file.starts_with(kFernetMark);
}

Result<EncryptedKeyfile> ParseEncryptedKeyfile(std::string_view file) {
  if (file.starts_with(kNaclMark)) return ParseNacl(file);
  if (file.starts_with(kAnsibleMark)) return ParseAnsible(file);
  if (file.starts_with(kFernetMark)) return ParseFernet(file);
  return Fail(Reason::kInvalidArgument, "is not encrypted");
}

}  // namespace chutesd::crypto
