#include "daemon/crypto/ss58.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace chutesd::crypto {
namespace {

constexpr std::string_view kAlphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::size_t kChecksumSize = 2;
// 2 bytes of prefix, 32 of key, 2 of checksum fit in 50 base58 digits.
constexpr std::size_t kLongest = 50;
constexpr std::uint8_t kBittensorPrefix = 42;
constexpr std::size_t kBittensorLength = 48;
constexpr unsigned kFirstTwoBytePrefix = 64;
constexpr unsigned kFirstInvalidByte = 128;

Status RefuseAddress(std::string_view what) {
  return Failure{.reason = Reason::kInvalidArgument,
                 .message = fmt::format("the SS58 address {}", what),
                 .next_step = "copy the address again from where it was made"};
}

// For what is no address of any network: the length if that alone shows it, else the checksum.
Status RefuseSpelling(std::string_view address) {
  if (address.size() == kBittensorLength) return RefuseAddress("is misspelt: its checksum is wrong");
  return RefuseAddress(fmt::format("has {} characters, not {}", address.size(), kBittensorLength));
}

std::array<std::uint8_t, kChecksumSize> Checksum(std::span<const std::uint8_t> body) {
  const std::string_view domain = "SS58PRE";
  std::vector<std::uint8_t> text(domain.begin(), domain.end());
  text.insert(text.end(), body.begin(), body.end());
  std::array<unsigned char, crypto_generichash_BYTES_MAX> digest{};
  crypto_generichash(digest.data(), digest.size(), text.data(), text.size(), nullptr, 0);
  return {digest[0], digest[1]};
}

// The digits of the number that `number` holds in base `From`, most significant first, in base `To`.
// Leading zeros stand for themselves, one each. Quadratic: for short numbers only.
template <unsigned From, unsigned To>
std::vector<std::uint8_t> ChangeBase(std::span<const std::uint8_t> number) {
  std::vector<std::uint8_t> digits;  // least significant first
  for (const std::uint8_t next : number) {
    unsigned carry = next;
    for (std::uint8_t& digit : digits) {
      carry += digit * From;
      digit = static_cast<std::uint8_t>(carry % To);
      carry /= To;
    }
    for (; carry > 0; carry /= To) digits.push_back(static_cast<std::uint8_t>(carry % To));
  }
  const auto zeros =
      std::find_if(number.begin(), number.end(), [](std::uint8_t digit) { return digit != 0; });
  digits.insert(digits.end(), static_cast<std::size_t>(zeros - number.begin()), std::uint8_t{0});
  std::reverse(digits.begin(), digits.end());
  return digits;
}

// What the text says, as bytes: prefix, key and checksum.
Result<std::vector<std::uint8_t>> DecodeBase58(std::string_view address) {
  if (address.empty()) return RefuseAddress("is empty");
  if (address.starts_with("0x"))
    return RefuseAddress("is hexadecimal; the address itself is needed, not the public key");
  if (address.size() > kLongest) {
    return RefuseAddress(fmt::format("has {} characters; none has more than {}", address.size(), kLongest));
  }
  if (const std::size_t wrong = address.find_first_not_of(kAlphabet); wrong != std::string_view::npos) {
    return RefuseAddress(fmt::format(
        "has a wrong character at position {}; letters and digits are allowed, but not 0, O, I and l",
        wrong + 1));
  }
  std::vector<std::uint8_t> digits;
  for (const char c : address) digits.push_back(static_cast<std::uint8_t>(kAlphabet.find(c)));
  return ChangeBase<58, 256>(digits);
}

}  // namespace

std::string EncodeSs58(const PublicKey& key) {
  std::vector<std::uint8_t> bytes = {kBittensorPrefix};
  bytes.insert(bytes.end(), key.begin(), key.end());
  const auto checksum = Checksum(bytes);
  bytes.insert(bytes.end(), checksum.begin(), checksum.end());
  std::string address;
  for (const std::uint8_t digit : ChangeBase<256, 58>(bytes)) address.push_back(kAlphabet[digit]);
  return address;
}

Result<PublicKey> DecodeSs58(std::string_view address) {
  const Result<std::vector<std::uint8_t>> decoded = DecodeBase58(address);
  if (!decoded.ok()) return decoded.status();
  const std::span<const std::uint8_t> bytes(*decoded);

  const std::size_t prefix_size = bytes[0] < kFirstTwoBytePrefix || bytes[0] >= kFirstInvalidByte ? 1 : 2;
  PublicKey key{};
  if (bytes.size() != prefix_size + key.size() + kChecksumSize) return RefuseSpelling(address);
  const auto body = bytes.first(prefix_size + key.size());
  const auto checksum = Checksum(body);
  if (!std::equal(checksum.begin(), checksum.end(), bytes.last(kChecksumSize).begin())) {
    return RefuseSpelling(address);
  }
  if (bytes[0] >= kFirstInvalidByte) return RefuseAddress("starts with no network prefix");
  unsigned prefix = bytes[0];
  if (prefix_size == 2) {
    prefix = ((bytes[0] & 0x3fU) << 2) | (bytes[1] >> 6U) | ((bytes[1] & 0x3fU) << 8);
    // The same address could otherwise be spelt in two ways.
    if (prefix < kFirstTwoBytePrefix)
      return RefuseAddress("spells its network prefix in two bytes instead of one");
  }
  if (prefix == 46 || prefix == 47)
    return RefuseAddress(fmt::format("has the network prefix {}, which is reserved", prefix));
  if (prefix != kBittensorPrefix) {
    return RefuseAddress(
        fmt::format("belongs to the network with prefix {}; needed is {} (Bittensor), which starts with 5",
                    prefix, kBittensorPrefix));
  }
  std::copy_n(body.last(key.size()).begin(), key.size(), key.begin());
  return key;
}

}  // namespace chutesd::crypto
