#pragma once

#include <cstddef>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_bytes.h"

namespace chutesd::crypto {

// A secret of exactly `size` bytes from its hex digits (either case, with or without `0x`), read in the
// same time whatever the digits are. Not sealed. Errors are INVALID_ARGUMENT, begin with `name`
// ("the hotkey seed") and show none of the text, only how long it is or where it stops being hex.
Result<SecretBytes> DecodeSecretHex(std::string_view name, std::string_view hex, std::size_t size);

}  // namespace chutesd::crypto
