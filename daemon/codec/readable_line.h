#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chutesd::codec {

// `text` as one line that is safe on a terminal, of at most `max_size` bytes (ending in `...` if it was
// longer): white space runs become one space; control characters, those that turn the direction of
// writing, and bytes that are not UTF-8 are shown as escapes such as \x1b.
std::string ReadableLine(std::string_view text, std::size_t max_size);

}  // namespace chutesd::codec
