#include "client/render/utf8.h"

#include <algorithm>
#include <array>

namespace chutes::render {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// C0, DEL, C1; the soft hyphen; marks and overrides of direction; separators; spaces without width; invisible
// operators and tags; the byte order mark. Joiners stay: Persian and emoji need them.
constexpr std::array kUnsafe = {
    Range{0x0000, 0x001f}, Range{0x007f, 0x009f}, Range{0x00ad, 0x00ad}, Range{0x061c, 0x061c},
    Range{0x180e, 0x180e}, Range{0x200b, 0x200b}, Range{0x200e, 0x200f}, Range{0x2028, 0x202e},
    Range{0x2060, 0x206f}, Range{0xfeff, 0xfeff}, Range{0xfff9, 0xfffb}, Range{0xe0000, 0xe007f},
};

struct Lead {
  std::size_t size;
  char32_t bits;
  char32_t smallest;  // anything below is an overlong form
};

std::optional<Lead> ReadLead(unsigned char byte) {
  if (byte < 0x80U) return Lead{1, byte, 0};
  if ((byte & 0xe0U) == 0xc0U) return Lead{2, byte & 0x1fU, 0x80};
  if ((byte & 0xf0U) == 0xe0U) return Lead{3, byte & 0x0fU, 0x800};
  if ((byte & 0xf8U) == 0xf0U) return Lead{4, byte & 0x07U, 0x10000};
  return std::nullopt;
}

}  // namespace

std::optional<CodePoint> FirstCodePoint(std::string_view text) {
  const std::optional<Lead> lead = ReadLead(static_cast<unsigned char>(text.front()));
  if (!lead || text.size() < lead->size) return std::nullopt;
  char32_t value = lead->bits;
  for (std::size_t i = 1; i < lead->size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xc0U) != 0x80U) return std::nullopt;
    value = (value << 6U) | (byte & 0x3fU);
  }
  const bool is_surrogate = value >= 0xd800 && value <= 0xdfff;
  if (value < lead->smallest || value > 0x10ffff || is_surrogate) return std::nullopt;
  return CodePoint{value, lead->size};
}

bool IsUnsafe(char32_t value) {
  return std::any_of(kUnsafe.begin(), kUnsafe.end(),
                     [value](const Range& range) { return value >= range.first && value <= range.last; });
}

}  // namespace chutes::render
