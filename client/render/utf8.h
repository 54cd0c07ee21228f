#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace chutes::render {

struct CodePoint {
  char32_t value = 0;
  std::size_t size = 0;  // in bytes
};

// The first character of a text that is not empty; nothing if it is not valid UTF-8 (RFC 3629).
std::optional<CodePoint> FirstCodePoint(std::string_view text);

// Controls, and characters that reorder, hide or break the text around them.
bool IsUnsafe(char32_t value);

}  // namespace chutes::render
