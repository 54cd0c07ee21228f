#include "daemon/codec/readable_line.h"

#include <fmt/format.h>

#include <cstdint>
#include <optional>

#include "absl/strings/ascii.h"
#include "proto/support/text.h"

namespace chutesd::codec {
namespace {

constexpr std::string_view kMore = "...";

std::string Shown(const std::optional<support::CodePoint>& next, std::string_view text) {
  if (!next) return fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
  if (!support::IsUnsafe(next->value)) return std::string(text.substr(0, next->size));
  const auto value = static_cast<std::uint32_t>(next->value);
  return value < 0x80 ? fmt::format("\\x{:02x}", value) : fmt::format("\\u{:04x}", value);
}

}  // namespace

std::string ReadableLine(std::string_view text, std::size_t max_size) {
  std::string line;
  std::size_t cut = 0;  // how much of the line fits together with kMore
  bool space = false;
  while (!text.empty()) {
    const std::optional<support::CodePoint> next = support::FirstCodePoint(text);
    if (absl::ascii_isspace(static_cast<unsigned char>(text.front()))) {
      space = !line.empty();
    } else {
      if (space) line += ' ';
      space = false;
      line += Shown(next, text);
      if (line.size() + kMore.size() <= max_size) cut = line.size();
      if (line.size() > max_size) return line.substr(0, cut).append(kMore, 0, max_size - cut);
    }
    text.remove_prefix(next ? next->size : 1);
  }
  return line;
}

}  // namespace chutesd::codec
