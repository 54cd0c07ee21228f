#pragma once

#include <asio/awaitable.hpp>
#include <asio/thread_pool.hpp>
#include <memory>
#include <string>
#include <utility>

#include "daemon/base/call_context.h"
#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/wallet/wallet.h"

namespace chutesd::ops {

// Which hotkey a caller means, and what opens it.
struct WalletChoice {
  std::string wallets_path;  // absolute; empty: ~/.bittensor/wallets
  std::string wallet;
  std::string hotkey;
  SecretString password;  // of the hotkey's file; empty if none was given
};

// Reads hotkeys from wallets. `files` does what is quick. Opening an encrypted one takes seconds and 512 MiB:
// `derivations` should do nothing else, and have one thread, so that there is one at a time and nobody but
// its like waits for it. Loop thread; the pools outlive it.
class WalletReader {
 public:
  // `home` is what `~` stands for.
  WalletReader(asio::thread_pool& files, asio::thread_pool& derivations, std::string home)
      : files_(files), derivations_(derivations), home_(std::move(home)) {}

  // Never null. Errors as wallet::ReadWalletHotkey, and TIMEOUT: a caller does not wait beyond its deadline,
  // whether its turn has come by then or not.
  asio::awaitable<Result<std::shared_ptr<const wallet::WalletHotkey>>> Read(CallContext ctx,
                                                                            WalletChoice choice,
                                                                            wallet::ColdkeyNeed coldkey);

 private:
  asio::thread_pool& files_;
  asio::thread_pool& derivations_;
  const std::string home_;
};

}  // namespace chutesd::ops
