#pragma once

#include <array>
#include <cstddef>
#include <cstring>

namespace chutesd::support {

// Overwrites so many bytes of stack below the caller: what the calls that it made have left there. That can
// be more than their own variables. fmt::format builds a text of up to 500 bytes on the stack, and where a
// library is bound lazily, as Debian's libnghttp2 and gRPC are, the first call of a function saves all vector
// registers, with what they last copied or decrypted.
template <std::size_t Size>
[[gnu::noinline]] void OverwriteStack() {
  std::array<char, Size> below;  // NOLINT(cppcoreguidelines-pro-type-member-init): it is to be overwritten
  explicit_bzero(below.data(), below.size());
}

}  // namespace chutesd::support
