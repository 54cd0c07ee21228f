#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "proto/support/text.h"

namespace chutes::render {

// How results are shown.
struct Form {
  // A table with boxes, for people; otherwise a header line and tab-separated values, for programs.
  bool boxes = false;
  // Columns of the terminal; 0: no limit. Counts only with boxes.
  std::size_t width = 0;
  // Boxes of ASCII, and escapes for all other characters of values: the terminal has no UTF-8. Counts only
  // with boxes, as programs are given what there is.
  bool ascii = false;
  bool json = false;  // no table at all
};

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
