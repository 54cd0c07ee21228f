#pragma once

#include <memory>
#include <string>
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
// which takes seconds (see unlock.h); for a plain file it is not looked at.
// Errors: INVALID_ARGUMENT for a name that is no plain file name; WALLET_NOT_FOUND, which names what is
// there instead; WALLET_UNUSABLE (see keyfile.h); WALLET_LOCKED, WALLET_PASSWORD_WRONG.
Result<WalletHotkey> ReadWalletHotkey(const WalletPlace& place, const SecretString& password,
                                      ColdkeyNeed coldkey);

}  // namespace chutesd::wallet
