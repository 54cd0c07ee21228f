#pragma once

#include <string>
#include <string_view>

#include "daemon/base/failure.h"

namespace chutesd::config {

// The absolute path of a folder of wallets, without a final slash. `path` is absolute or starts with `~`,
// which is `home`; empty: ~/.bittensor/wallets. INVALID_ARGUMENT for `wallets_path`.
Result<std::string> WalletsPathOf(std::string path, const std::string& home);

bool IsFolder(const std::string& path);

// What makes a wallet, and which of several packages has it.
inline constexpr std::string_view kMakeWallet =
    "make a wallet: btcli wallet create   (btcli comes with: pip install bittensor-cli)";

// WALLET_NOT_FOUND.
Status WalletNotFound(std::string message, std::string next_step);
// The same for a folder of wallets that is not there.
Status NoWalletsFolder(const std::string& wallets_path);

}  // namespace chutesd::config
