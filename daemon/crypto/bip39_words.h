#pragma once

#include <cstddef>
#include <string_view>

namespace chutesd::crypto {

inline constexpr std::size_t kBip39WordCount = 2048;

// The words of the English list, one blank after each. A word's place in it is what it stands for.
extern const std::string_view kBip39Words;

}  // namespace chutesd::crypto
