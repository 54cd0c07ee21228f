#pragma once

#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/crypto/bytes.h"

namespace chutesd::crypto {

// The address of a key with Bittensor's network prefix, 42, which is Substrate's generic one: 48 characters
// that start with 5.
std::string EncodeSs58(const PublicKey& key);

// The 32 bytes that `address`, one of Bittensor's, stands for; they need not be a usable public key.
// INVALID_ARGUMENT with what is wrong, without repeating the text: people paste seeds into the wrong field.
Result<PublicKey> DecodeSs58(std::string_view address);

}  // namespace chutesd::crypto
