#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"

namespace chutesd::config {

// What an encrypted keyfile holds. Takes seconds, and for btwallet's form 512 MiB of memory; `memory_room`
// (see base/memory_room.h) says how much there is, if that is known. `path` is named in errors.
// Errors: WALLET_LOCKED without a password; WALLET_PASSWORD_WRONG for one that does not open it;
// WALLET_UNUSABLE for a file that is damaged, and for want of memory.
Result<SecretString> UnlockKeyfile(std::string_view text, const SecretString& password,
                                   const std::string& path, std::optional<std::uint64_t> memory_room);

}  // namespace chutesd::config
