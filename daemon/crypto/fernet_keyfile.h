#pragma once

#include <memory>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/crypto/encrypted_keyfile.h"

namespace chutesd::crypto {

inline constexpr std::string_view kFernetMark = "gAAAAA";

// The oldest wallets' form: a Fernet token (AES-128-CBC, HMAC-SHA256), whose key is PBKDF2's after ten
// million rounds, with one salt for everybody.
Result<std::unique_ptr<EncryptedKeyfile>> ParseFernetKeyfile(std::string_view file);

}  // namespace chutesd::crypto
