#include "client/render/shown_text.h"

#include <fmt/format.h>

#include "client/render/character_width.h"
#include "proto/support/text.h"

namespace chutes::render {
namespace {

void AppendEscape(char32_t value, std::string& out) {
  switch (value) {
    case U'\t':
      out += "\\t";
      return;
    case U'\n':
      out += "\\n";
      return;
    case U'\r':
      out += "\\r";
      return;
    default:
      break;
  }
  constexpr char32_t kLastByte = 0xff;
  out += value <= kLastByte ? fmt::format("\\x{:02x}", static_cast<unsigned>(value))
                            : fmt::format("\\u{{{:x}}}", static_cast<unsigned>(value));
}

constexpr char32_t kFirstBeyondAscii = 0x80;

std::string EscapeText(std::string_view text, bool double_backslash, bool ascii_only) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::optional<support::CodePoint> first = support::FirstCodePoint(text);
    const std::size_t size = first ? first->size : 1;
    if (!first) {
      AppendEscape(static_cast<unsigned char>(text.front()), out);
    } else if (support::IsUnsafe(first->value) || (ascii_only && first->value >= kFirstBeyondAscii)) {
      AppendEscape(first->value, out);
    } else if (double_backslash && first->value == U'\\') {
      out += "\\\\";
    } else {
      out.append(text.substr(0, size));
    }
    text.remove_prefix(size);
  }
  return out;
}

}  // namespace

std::string Escape(std::string_view text) { return EscapeText(text, true, false); }

std::string EscapeSentence(std::string_view text) { return EscapeText(text, false, false); }

std::string AsciiOnly(std::string_view text) { return EscapeText(text, false, true); }

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const std::optional<support::CodePoint> first = support::FirstCodePoint(text);
    width += first ? ColumnsOf(first->value) : 1;
    text.remove_prefix(first ? first->size : 1);
  }
  return width;
}

std::string CutToWidth(std::string_view text, std::size_t width, std::string_view ellipsis) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width == 0) return "";
  std::size_t used = 0;
  std::size_t end = 0;
  while (end < text.size()) {
    const std::optional<support::CodePoint> next = support::FirstCodePoint(text.substr(end));
    const std::size_t columns = next ? ColumnsOf(next->value) : 1;
    if (used + columns > width - 1) break;
    used += columns;
    end += next ? next->size : 1;
  }
  return std::string(text.substr(0, end)).append(ellipsis);
}

}  // namespace chutes::render
