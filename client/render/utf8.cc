#include "client/render/utf8.h"

#include <algorithm>
#include <array>

namespace chutes::render {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Combining marks, joiners, variation selectors (Unicode 15, general categories Mn and Cf).
constexpr std::array kZeroWidth = {
    Range{0x0300, 0x036f},   Range{0x0483, 0x0489}, Range{0x0591, 0x05bd}, Range{0x064b, 0x065f},
    Range{0x0e31, 0x0e31},   Range{0x0e34, 0x0e3a}, Range{0x1ab0, 0x1aff}, Range{0x1dc0, 0x1dff},
    Range{0x200b, 0x200d},   Range{0x20d0, 0x20ff}, Range{0xfe00, 0xfe0f}, Range{0xfe20, 0xfe2f},
    Range{0xe0100, 0xe01ef},
};

// East Asian Width W and F, and emoji (Unicode 15, EastAsianWidth.txt).
constexpr std::array kDoubleWidth = {
    Range{0x1100, 0x115f},   Range{0x2e80, 0x303e},   Range{0x3041, 0x4dbf},   Range{0x4e00, 0xa4cf},
    Range{0xa960, 0xa97c},   Range{0xac00, 0xd7a3},   Range{0xf900, 0xfaff},   Range{0xfe30, 0xfe6f},
    Range{0xff01, 0xff60},   Range{0xffe0, 0xffe6},   Range{0x1f300, 0x1f64f}, Range{0x1f680, 0x1f6ff},
    Range{0x1f900, 0x1f9ff}, Range{0x20000, 0x3fffd},
};

// C0, DEL, C1; marks and overrides of direction, separators, invisible operators, the byte order mark.
constexpr std::array kUnsafe = {
    Range{0x0000, 0x001f}, Range{0x007f, 0x009f}, Range{0x061c, 0x061c}, Range{0x200e, 0x200f},
    Range{0x2028, 0x202e}, Range{0x2060, 0x206f}, Range{0xfeff, 0xfeff}, Range{0xfff9, 0xfffb},
};

template <std::size_t N>
bool IsIn(const std::array<Range, N>& ranges, char32_t value) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [value](const Range& range) { return value >= range.first && value <= range.last; });
}

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

std::size_t ColumnsOf(char32_t value) {
  constexpr char32_t kFirstSpecial = 0x0300;
  if (value < kFirstSpecial) return 1;
  if (IsIn(kZeroWidth, value)) return 0;
  return IsIn(kDoubleWidth, value) ? 2 : 1;
}

bool IsUnsafe(char32_t value) { return IsIn(kUnsafe, value); }

}  // namespace chutes::render
