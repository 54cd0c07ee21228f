#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace chutesd::codec {

struct Utf8Char {
  std::uint32_t code_point = 0;
  std::size_t size = 1;  // bytes taken; 1 if not valid
  bool valid = false;
};

// The first character of `text`, which is not empty. Overlong forms, surrogates and values beyond
// U+10FFFF are not valid.
Utf8Char FirstUtf8Char(std::string_view text);

}  // namespace chutesd::codec
