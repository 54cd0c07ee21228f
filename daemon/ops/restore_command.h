#pragma once

#include <string>

#include "daemon/ops/wallet_reader.h"

namespace chutesd::ops {

// The command that writes the config file of an account whose hotkey is registered already. `home` is what
// `~` stands for; what is default is left out.
std::string RestoreCommand(const WalletChoice& wallet, const std::string& config_path,
                           const std::string& home);

}  // namespace chutesd::ops
