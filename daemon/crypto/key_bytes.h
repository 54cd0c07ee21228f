#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "daemon/base/failure.h"
#include "daemon/base/secret_bytes.h"

namespace chutesd::crypto {

// The bytes of a text, in place.
inline std::span<const std::uint8_t> BytesOf(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// Lower-case hex digits. Not for secrets: it leaves copies, and its time depends on the bytes.
inline std::string HexOf(std::span<const std::uint8_t> bytes) {
  return absl::BytesToHexString({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// A ristretto255 point, encoded.
using PublicKey = std::array<std::uint8_t, 32>;
// R || s, with the sr25519 marker in the highest bit of the last byte.
using Signature = std::array<std::uint8_t, 64>;

// A secret of exactly `size` bytes from its hex digits (either case, with or without `0x`), read in the
// same time whatever the digits are. Writable. Errors are INVALID_ARGUMENT, begin with `name`
// ("the hotkey seed") and show none of the text, only how long it is or where it stops being hex.
Result<SecretBytes> DecodeSecretHex(std::string_view name, std::string_view hex, std::size_t size);

}  // namespace chutesd::crypto
