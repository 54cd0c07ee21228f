#pragma once

#include <array>
#include <cstdint>

namespace chutesd::crypto {

// 1600 bits as 25 lanes; lane x + 5y holds bytes 8(x + 5y) onwards, little endian.
using KeccakState = std::array<std::uint64_t, 25>;

// The permutation Keccak-f[1600] of FIPS 202 (24 rounds), in place. Takes the same time for every state.
// libsodium has it, but does not export it.
void KeccakF1600(KeccakState& state);

}  // namespace chutesd::crypto
