#pragma once

#include <cstddef>
#include <string_view>

#include "proto/support/text.h"

namespace chutesd::config {

// What Python's str.isspace() calls white space: ConfigParser strips and measures indentation by it, so
// an INI reader that stopped at ASCII would see other values. All functions take valid UTF-8.

// Bytes of the white space character that starts at `text[at]`; 0 if another character does.
std::size_t SpaceAt(std::string_view text, std::size_t at);

// `text` without white space at its end.
std::string_view TrimEnd(std::string_view text);

// `text` without white space at either end.
std::string_view Trim(std::string_view text);

// White space characters (not bytes) that `text` starts with.
std::size_t IndentOf(std::string_view text);

using support::IsUtf8;

}  // namespace chutesd::config
