#include "daemon/codec/readable_line.h"

#include <fmt/format.h>

#include <cstdint>

#include "daemon/codec/utf8.h"

namespace chutesd::codec {
namespace {

constexpr std::string_view kMore = "...";

bool IsSpace(std::uint32_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool IsControl(std::uint32_t c) {
  const bool turns_direction = c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                               (c >= 0x2066 && c <= 0x2069);
  const bool breaks_line = c == 0x2028 || c == 0x2029;
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || turns_direction || breaks_line;
}

std::string Shown(const Utf8Char& next, std::string_view text) {
  if (!next.valid) return fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
  if (!IsControl(next.code_point)) return std::string(text.substr(0, next.size));
  return next.code_point < 0x80 ? fmt::format("\\x{:02x}", next.code_point)
                                : fmt::format("\\u{:04x}", next.code_point);
}

}  // namespace

std::string ReadableLine(std::string_view text, std::size_t max_size) {
  std::string line;
  std::size_t cut = 0;  // how much of the line fits together with kMore
  bool space = false;
  while (!text.empty()) {
    const Utf8Char next = FirstUtf8Char(text);
    if (next.valid && IsSpace(next.code_point)) {
      space = !line.empty();
    } else {
      if (space) line += ' ';
      space = false;
      line += Shown(next, text);
      if (line.size() + kMore.size() <= max_size) cut = line.size();
      if (line.size() > max_size) return line.substr(0, cut).append(kMore, 0, max_size - cut);
    }
    text.remove_prefix(next.size);
  }
  return line;
}

}  // namespace chutesd::codec
