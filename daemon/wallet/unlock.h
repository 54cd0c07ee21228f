#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"

namespace chutesd::wallet {

// How many bytes of memory this process can still get without anything being killed or pushed out: what the
// kernel holds to be available, less what a control group (systemd's MemoryMax, a container's limit) keeps
// from us. Nothing if that cannot be told. The kernel promises more than it has. `root` is where /proc and
// /sys are looked for.
std::optional<std::uint64_t> MemoryRoom(const std::string& root = "");

// What an encrypted keyfile holds. Takes seconds, and for btwallet's form 512 MiB of memory; `memory_room`
// says how much there is, if that is known. `path` is named in errors.
// Errors: WALLET_LOCKED without a password; WALLET_PASSWORD_WRONG for one that does not open it;
// WALLET_UNUSABLE for a file that is damaged, and if there is not enough memory.
Result<SecretString> UnlockKeyfile(std::string_view text, const SecretString& password,
                                   const std::string& path, std::optional<std::uint64_t> memory_room);

}  // namespace chutesd::wallet
