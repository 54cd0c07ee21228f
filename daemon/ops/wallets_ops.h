#pragma once

#include <asio/awaitable.hpp>
#include <asio/thread_pool.hpp>
#include <string>
#include <utility>

#include "daemon/base/call_context.h"
#include "daemon/base/failure.h"
#include "daemon/wallet/survey.h"

namespace chutesd::ops {

struct ListWalletsArgs {
  std::string wallets_path;  // absolute; empty: ~/.bittensor/wallets
};

// What there is to choose from on this machine. Loop thread; `pool`, which reads the files, outlives it.
class WalletsOps {
 public:
  // `home` is what `~` stands for.
  WalletsOps(asio::thread_pool& pool, std::string home) : pool_(pool), home_(std::move(home)) {}

  // Errors as wallet::SurveyWallets, and TIMEOUT.
  asio::awaitable<Result<wallet::WalletSurvey>> List(CallContext ctx, ListWalletsArgs args);

 private:
  asio::thread_pool& pool_;
  const std::string home_;
};

}  // namespace chutesd::ops
