#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace chutesd::crypto {

// The bytes of a text, in place.
inline std::span<const std::uint8_t> BytesOf(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace chutesd::crypto
