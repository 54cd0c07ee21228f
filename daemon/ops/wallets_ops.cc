#include "daemon/ops/wallets_ops.h"

#include <functional>

#include "daemon/ops/offload_until.h"

namespace chutesd::ops {

asio::awaitable<Result<wallet::WalletSurvey>> WalletsOps::List(CallContext ctx, ListWalletsArgs args) {
  std::function<Result<wallet::WalletSurvey>()> work = [path = std::move(args.wallets_path), home = home_] {
    return wallet::SurveyWallets(path, home);
  };
  std::string what = "reading the wallets";
  auto reading = OffloadUntil<wallet::WalletSurvey>(pool_, std::move(ctx), std::move(what), std::move(work));
  Result<wallet::WalletSurvey> survey = co_await std::move(reading);
  co_return survey;
}

}  // namespace chutesd::ops
