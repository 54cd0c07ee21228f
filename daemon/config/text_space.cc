#include "daemon/config/text_space.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace chutesd::config {
namespace {

// The white space characters of more than one byte.
constexpr std::array<std::string_view, 19> kWideSpaces = {
    "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
    "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
    "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
    "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};

bool IsAsciiSpace(char c) {
  const auto byte = static_cast<std::uint8_t>(c);
  return byte == ' ' || (byte >= 0x09 && byte <= 0x0d) || (byte >= 0x1c && byte <= 0x1f);
}

bool IsAscii(char c) { return static_cast<std::uint8_t>(c) < 0x80; }

// Bytes of the white space character that `text` ends with; 0 if it ends with another.
std::size_t SpaceAtEnd(std::string_view text) {
  if (text.empty()) return 0;
  if (IsAscii(text.back())) return IsAsciiSpace(text.back()) ? 1 : 0;
  const auto* found = std::find_if(kWideSpaces.begin(), kWideSpaces.end(),
                                   [text](std::string_view space) { return text.ends_with(space); });
  return found == kWideSpaces.end() ? 0 : found->size();
}

}  // namespace

std::size_t SpaceAt(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  if (IsAscii(text[at])) return IsAsciiSpace(text[at]) ? 1 : 0;
  const std::string_view rest = text.substr(at);
  const auto* found = std::find_if(kWideSpaces.begin(), kWideSpaces.end(),
                                   [rest](std::string_view space) { return rest.starts_with(space); });
  return found == kWideSpaces.end() ? 0 : found->size();
}

std::string_view TrimEnd(std::string_view text) {
  while (const std::size_t size = SpaceAtEnd(text)) text.remove_suffix(size);
  return text;
}

std::string_view Trim(std::string_view text) {
  while (const std::size_t size = SpaceAt(text, 0)) text.remove_prefix(size);
  return TrimEnd(text);
}

std::size_t IndentOf(std::string_view text) {
  std::size_t count = 0;
  while (const std::size_t size = SpaceAt(text, 0)) {
    text.remove_prefix(size);
    ++count;
  }
  return count;
}

}  // namespace chutesd::config
