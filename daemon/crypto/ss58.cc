#include "daemon/crypto/ss58.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <span>
#include <vector>

namespace chutesd::crypto {
namespace {

constexpr std::string_view kAlphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::size_t kChecksumSize = 2;
// 2 bytes of prefix, 32 of key, 2 of checksum fit in 50 base58 digits.
constexpr std::size_t kLongest = 50;
constexpr std::size_t kBittensorLength = 48;
constexpr unsigned kFirstTwoBytePrefix = 64;
constexpr unsigned kFirstInvalidByte = 128;
constexpr unsigned kPrefixEnd = 16384;

bool IsReserved(unsigned prefix) { return prefix == 46 || prefix == 47; }

Status RefuseAddress(std::string_view what) {
  return Failure{.reason = Reason::kInvalidArgument,
                 .message = fmt::format("the SS58 address {}", what),
                 .next_step = "copy the address again from where it was made"};
}

// For what is no address of any network: the length if that alone shows it, else the checksum.
Status RefuseSpelling(std::string_view address, std::uint16_t required_prefix) {
  if (required_prefix == kBittensorPrefix && address.size() != kBittensorLength) {
    return RefuseAddress(fmt::format("has {} characters, not {}", address.size(), kBittensorLength));
  }
  return RefuseAddress("is misspelt: its checksum is wrong");
}

std::array<std::uint8_t, kChecksumSize> Checksum(std::span<const std::uint8_t> body) {
  constexpr std::string_view kDomain = "SS58PRE";
  crypto_generichash_state state;
  std::array<unsigned char, crypto_generichash_BYTES_MAX> digest{};
  crypto_generichash_init(&state, nullptr, 0, digest.size());
  crypto_generichash_update(&state, BytesOf(kDomain).data(), kDomain.size());
  crypto_generichash_update(&state, body.data(), body.size());
  crypto_generichash_final(&state, digest.data(), digest.size());
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
  std::vector<std::uint8_t> digits;
  digits.reserve(address.size());
  for (std::size_t i = 0; i < address.size(); ++i) {
    const std::size_t digit = kAlphabet.find(address[i]);
    if (digit == std::string_view::npos) {
      return RefuseAddress(fmt::format(
          "has a wrong character at position {}; letters and digits are allowed, but not 0, O, I and l",
          i + 1));
    }
    digits.push_back(static_cast<std::uint8_t>(digit));
  }
  return ChangeBase<58, 256>(digits);
}

}  // namespace

std::string EncodeSs58(const PublicKey& key, std::uint16_t prefix) {
  assert(prefix < kPrefixEnd && !IsReserved(prefix));
  std::vector<std::uint8_t> bytes;
  if (prefix < kFirstTwoBytePrefix) {
    bytes.push_back(static_cast<std::uint8_t>(prefix));
  } else {
    bytes.push_back(static_cast<std::uint8_t>(((prefix & 0xfc) >> 2) | 0x40));
    bytes.push_back(static_cast<std::uint8_t>((prefix >> 8) | ((prefix & 3) << 6)));
  }
  bytes.insert(bytes.end(), key.begin(), key.end());
  const auto checksum = Checksum(bytes);
  bytes.insert(bytes.end(), checksum.begin(), checksum.end());
  std::string address;
  for (const std::uint8_t digit : ChangeBase<256, 58>(bytes)) address.push_back(kAlphabet[digit]);
  return address;
}

Result<PublicKey> DecodeSs58(std::string_view address, std::uint16_t required_prefix) {
  const Result<std::vector<std::uint8_t>> decoded = DecodeBase58(address);
  if (!decoded.ok()) return decoded.status();
  const std::span<const std::uint8_t> bytes(*decoded);

  const std::size_t prefix_size = bytes[0] < kFirstTwoBytePrefix || bytes[0] >= kFirstInvalidByte ? 1 : 2;
  PublicKey key{};
  if (bytes.size() != prefix_size + key.size() + kChecksumSize)
    return RefuseSpelling(address, required_prefix);
  const auto body = bytes.first(prefix_size + key.size());
  const auto checksum = Checksum(body);
  if (!std::equal(checksum.begin(), checksum.end(), bytes.last(kChecksumSize).begin())) {
    return RefuseSpelling(address, required_prefix);
  }
  if (bytes[0] >= kFirstInvalidByte) return RefuseAddress("starts with no network prefix");
  unsigned prefix = bytes[0];
  if (prefix_size == 2) {
    prefix = ((bytes[0] & 0x3fU) << 2) | (bytes[1] >> 6U) | ((bytes[1] & 0x3fU) << 8);
    // The same address could otherwise be spelt in two ways.
    if (prefix < kFirstTwoBytePrefix)
      return RefuseAddress("spells its network prefix in two bytes instead of one");
  }
  if (IsReserved(prefix))
    return RefuseAddress(fmt::format("has the network prefix {}, which is reserved", prefix));
  if (prefix != required_prefix) {
    return RefuseAddress(
        fmt::format("belongs to the network with prefix {}; needed is {}{}", prefix, required_prefix,
                    required_prefix == kBittensorPrefix ? " (Bittensor), which starts with 5" : ""));
  }
  std::copy_n(body.begin() + static_cast<std::ptrdiff_t>(prefix_size), key.size(), key.begin());
  return key;
}

}  // namespace chutesd::crypto
