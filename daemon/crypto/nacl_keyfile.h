#pragma once

#include <memory>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/crypto/encrypted_keyfile.h"

namespace chutesd::crypto {

inline constexpr std::string_view kNaclMark = "$NACL";

// btwallet's form: the mark, a nonce, a secretbox (XSalsa20-Poly1305). The key is Argon2i's with libsodium's
// sensitive limits, 512 MiB, and one salt for everybody.
Result<std::unique_ptr<EncryptedKeyfile>> ParseNaclKeyfile(std::string_view file);

}  // namespace chutesd::crypto
