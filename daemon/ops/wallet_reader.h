#pragma once

#include <asio/awaitable.hpp>
#include <asio/thread_pool.hpp>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "daemon/base/call_context.h"
#include "daemon/base/secret_string.h"
#include "daemon/config/wallet.h"

namespace chutesd::ops {

// Which hotkey a caller means, and what opens it.
struct WalletChoice {
  std::string wallets_path;  // absolute; empty: ~/.bittensor/wallets
  std::string wallet;
  std::string hotkey;
  SecretString password;  // of the hotkey's file; empty if none was given
};

// Reads hotkeys from wallets. An encrypted one takes seconds and 512 MiB, so `pool` should do nothing else,
// and have one thread: then there is one such derivation at a time. Loop thread; `pool` outlives it.
class WalletReader {
 public:
  // `home` is what `~` stands for.
  WalletReader(asio::thread_pool& pool, std::string home) : pool_(pool), home_(std::move(home)) {}

  // Never null. Errors as config::ReadWalletHotkey, and TIMEOUT: a caller does not wait beyond its deadline,
  // whether its turn has come by then or not.
  asio::awaitable<absl::StatusOr<std::shared_ptr<const config::WalletHotkey>>> Read(
      CallContext ctx, WalletChoice choice, config::ColdkeyNeed coldkey);

 private:
  asio::thread_pool& pool_;
  const std::string home_;
};

}  // namespace chutesd::ops
