#pragma once

#include <asio/thread_pool.hpp>
#include <memory>
#include <string>
#include <utility>

#include "daemon/base/call_context.h"
#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/ops/operation.h"
#include "daemon/wallet/wallet.h"
#include "daemon/wallet/wallet_files.h"

namespace chutesd::ops {

// Which hotkey of which wallet, and its password.
struct WalletChoice {
  std::string wallets_path;  // absolute; empty: ~/.bittensor/wallets
  std::string wallet;
  std::string hotkey;
  SecretString password;  // of the hotkey's file; empty if none was given
};

// The wallets of this machine. `files` does what is quick. Opening an encrypted hotkey takes seconds and
// 512 MiB: `derivations` should do nothing else, and have one thread, so that there is one at a time, and
// only other encrypted hotkeys wait for it. Loop thread; the pools outlive it.
class WalletsOps {
 public:
  // `home` is what `~` stands for.
  WalletsOps(asio::thread_pool& files, asio::thread_pool& derivations, std::string home)
      : files_(files), derivations_(derivations), home_(std::move(home)) {}

  // Never null. Errors as wallet::ReadWalletHotkey, and TIMEOUT: a caller does not wait beyond its deadline,
  // whether its turn has come by then or not.
  Pending<std::shared_ptr<const wallet::WalletHotkey>> Read(CallContext ctx, WalletChoice choice,
                                                            wallet::ColdkeyNeed coldkey);

  // `wallets_path` is absolute; empty: ~/.bittensor/wallets. Errors as wallet::SurveyWallets, and TIMEOUT.
  Pending<wallet::WalletSurvey> List(CallContext ctx, std::string wallets_path);

 private:
  asio::thread_pool& files_;
  asio::thread_pool& derivations_;
  const std::string home_;
};

}  // namespace chutesd::ops
