#pragma once

#include <string>
#include <string_view>

namespace chutesd::crypto {

// SHA-256 of exactly these bytes, as 64 lower-case hex digits: what a signed request says of its body.
std::string Sha256Hex(std::string_view body);

}  // namespace chutesd::crypto
