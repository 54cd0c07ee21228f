#include "daemon/ops/restore_command.h"

#include <fmt/format.h>

#include "daemon/config/refusal.h"

namespace chutesd::ops {

std::string RestoreCommand(const WalletChoice& wallet, const std::string& config_path,
                           const std::string& home) {
  std::string command = fmt::format("chutes register --restore --wallet {} --hotkey {}",
                                    config::ShellWord(wallet.wallet), config::ShellWord(wallet.hotkey));
  const std::string& wallets = wallet.wallets_path;
  if (!wallets.empty() && wallets != home + "/.bittensor/wallets") {
    command += fmt::format(" --wallets-path {}", config::ShellWord(wallets));
  }
  if (config_path != home + "/.chutes/config.ini") {
    command += fmt::format(" --config-path {}", config::ShellWord(config_path));
  }
  return command;
}

}  // namespace chutesd::ops
