#include "daemon/codec/json_writer.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>

#include "proto/support/text.h"

namespace chutesd::codec {
namespace {

constexpr std::uint32_t kFirstBeyondBmp = 0x10000;

void AppendUnit(SecretString& out, std::uint32_t unit) {
  std::array<char, 8> text;
  const auto end = fmt::format_to_n(text.data(), text.size(), "\\u{:04x}", unit);
  out.Append({text.data(), end.size});
}

void AppendEscape(SecretString& out, std::uint32_t code_point) {
  if (code_point < kFirstBeyondBmp) {
    AppendUnit(out, code_point);
    return;
  }
  const std::uint32_t rest = code_point - kFirstBeyondBmp;
  AppendUnit(out, 0xD800 + (rest >> 10));
  AppendUnit(out, 0xDC00 + (rest & 0x3FF));
}

// The two-byte escape that JSON has for `c`, or nothing.
std::string_view ShortEscape(std::uint32_t c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return "";
  }
}

void Append(SecretString& out, std::string_view text, bool ascii) {
  out.Append("\"");
  while (!text.empty()) {
    const std::optional<support::CodePoint> first = support::FirstCodePoint(text);
    const support::CodePoint next = first.value_or(support::CodePoint{0xFFFD, 1});
    const std::string_view escape = ShortEscape(next.value);
    if (!escape.empty()) {
      out.Append(escape);
    } else if (next.value < 0x20 || (ascii && next.value > 0x7F)) {
      AppendEscape(out, next.value);
    } else {
      out.Append(text.substr(0, next.size));
    }
    text.remove_prefix(next.size);
  }
  out.Append("\"");
}

}  // namespace

void AppendQuoted(SecretString& out, std::string_view text) { Append(out, text, false); }

void AppendQuotedAscii(SecretString& out, std::string_view text) { Append(out, text, true); }

}  // namespace chutesd::codec
