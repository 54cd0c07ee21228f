#pragma once

#include <array>
#include <cstdint>

namespace chutesd::crypto {

// A ristretto255 point, encoded.
using PublicKey = std::array<std::uint8_t, 32>;
// R || s, with the sr25519 marker in the highest bit of the last byte.
using Signature = std::array<std::uint8_t, 64>;

}  // namespace chutesd::crypto
