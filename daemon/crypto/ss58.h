#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/crypto/key_types.h"

namespace chutesd::crypto {

// The network prefix of Bittensor, which is Substrate's generic one. Its addresses have 48 characters and
// start with 5.
inline constexpr std::uint16_t kBittensorPrefix = 42;

// `prefix` is below 16384 and not 46 or 47, which are reserved.
std::string EncodeSs58(const PublicKey& key, std::uint16_t prefix = kBittensorPrefix);

// The 32 bytes that `address` stands for; they need not be a usable public key. INVALID_ARGUMENT with
// what is wrong, without repeating the text: people paste seeds into the wrong field.
Result<PublicKey> DecodeSs58(std::string_view address, std::uint16_t required_prefix = kBittensorPrefix);

}  // namespace chutesd::crypto
