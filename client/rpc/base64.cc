#include "client/rpc/base64.h"

#include <cstdint>

namespace chutes::rpc {
namespace {

constexpr unsigned kBitsPerDigit = 6;
constexpr unsigned kBitsPerByte = 8;
constexpr std::size_t kDigitsPerGroup = 4;

int DigitOf(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return -1;
}

}  // namespace

std::optional<std::string> DecodeBase64(std::string_view text) {
  if (text.size() % kDigitsPerGroup == 0) {
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  }
  if (text.size() % kDigitsPerGroup == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() * kBitsPerDigit / kBitsPerByte);
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const int digit = DigitOf(c);
    if (digit < 0) return std::nullopt;
    buffer = (buffer << kBitsPerDigit) | static_cast<std::uint32_t>(digit);
    bits += kBitsPerDigit;
    if (bits >= kBitsPerByte) {
      bits -= kBitsPerByte;
      bytes.push_back(static_cast<char>((buffer >> bits) & 0xffU));
    }
  }
  return bytes;
}

}  // namespace chutes::rpc
