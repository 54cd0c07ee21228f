#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/crypto/sr25519.h"

namespace chutesd::wallet {

// Whether a hotkey can be used without its wallet's coldkey address.
enum class ColdkeyNeed {
  kRequired,  // an error if coldkeypub.txt is missing or cannot be used
  kIfThere,   // a warning
};

// Which hotkey of which wallet. Names are those of a request: errors about them name the request's field.
struct WalletPlace {
  std::string wallets_path;  // absolute, or starting with `~`; empty: ~/.bittensor/wallets
  std::string wallet;        // a folder in there
  std::string hotkey;        // a file in the wallet's folder `hotkeys`
  std::string home;          // what `~` stands for
};

// A hotkey with what a registration needs besides.
struct WalletHotkey {
  std::shared_ptr<const crypto::Hotkey> hotkey;
  SecretString secret_hex;           // as in KeyfileHotkey
  std::string coldkey_ss58_address;  // from the wallet's coldkeypub.txt; may be empty with kIfThere
  std::vector<Warning> warnings;     // about the files
};

// Reads a hotkey and its wallet's coldkey address. `password` opens the hotkey's file if that is encrypted,
// which takes seconds; for a plain file it is not looked at.
// Errors: INVALID_ARGUMENT for a name that is no plain file name; WALLET_NOT_FOUND, which names what is
// there instead; WALLET_UNUSABLE (see keyfile.h); WALLET_LOCKED, WALLET_PASSWORD_WRONG.
Result<WalletHotkey> ReadWalletHotkey(const WalletPlace& place, const SecretString& password,
                                      ColdkeyNeed coldkey);

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
