#include "daemon/crypto/ansible_keyfile.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "daemon/crypto/aes.h"
#include "daemon/crypto/byte_view.h"
#include "daemon/crypto/hmac_sha256.h"
#include "daemon/crypto/pbkdf2.h"

namespace chutesd::crypto {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr int kRounds = 10'000;
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
    return Pbkdf2(Digest::kSha256, BytesOf(password), salt_, kRounds, kCipherKey + kMacKey + kInitialValue);
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

}  // namespace chutesd::crypto
