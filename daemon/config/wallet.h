#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "daemon/base/secret_string.h"
#include "daemon/crypto/hotkey.h"

namespace chutesd::config {

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
  SecretString seed_hex;              // 64 lower-case hex digits, no 0x
  std::string coldkey_ss58_address;   // from the wallet's coldkeypub.txt
  std::vector<std::string> warnings;  // each with the command that mends it
};

// Reads a hotkey and its wallet's coldkey address.
// Errors: INVALID_ARGUMENT for a name that is no plain file name; WALLET_NOT_FOUND, which names what is
// there instead; WALLET_UNUSABLE (see wallet_keyfile.h).
absl::StatusOr<WalletHotkey> ReadWalletHotkey(const WalletPlace& place);

}  // namespace chutesd::config
