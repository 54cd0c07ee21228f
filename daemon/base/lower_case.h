#pragma once

#include <string>
#include <string_view>

#include "absl/strings/ascii.h"

namespace chutesd {

// ASCII letters made small, other bytes as they are: how the API stores UUIDs and compares names.
inline std::string LowerCase(std::string_view text) {
  std::string lower(text);
  absl::AsciiStrToLower(&lower);
  return lower;
}

}  // namespace chutesd
