#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "proto/support/text.h"

namespace chutes::render {

// Columns of a terminal that a character takes: 0, 1 or 2, as Unicode has it. What a sequence of emoji makes
// of them is up to the terminal.
std::size_t ColumnsOf(char32_t value);

// Makes a text from outside safe to print: control characters, bytes that are not UTF-8, and characters
// that reorder or hide text become escapes such as \n, \x1b or \u{202e}; a backslash becomes two.
std::string Escape(std::string_view text);

// The same for a sentence: backslashes stay as they are, as nobody decodes a sentence.
std::string EscapeSentence(std::string_view text);

// An escaped text with escapes for all characters beyond ASCII as well.
std::string AsciiOnly(std::string_view text);

// Columns of a terminal that an escaped text takes: 2 for wide characters, 0 for combining ones.
std::size_t DisplayWidth(std::string_view text);

// `text`, cut so that it takes at most `width` columns; what is cut ends in `ellipsis`, one column wide.
std::string CutToWidth(std::string_view text, std::size_t width, std::string_view ellipsis = "…");

using support::IsUtf8;

// `text`, or `-` for an empty cell of a table.
inline std::string OrNothing(const std::string& text) { return text.empty() ? "-" : text; }

}  // namespace chutes::render
