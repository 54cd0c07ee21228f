#include "daemon/ops/account/wallets.h"

#include <fmt/format.h>

#include <functional>

#include "daemon/ops/offload.h"

namespace chutesd::ops {
namespace {

using SharedWallet = std::shared_ptr<const wallet::WalletHotkey>;
using Work = std::function<Result<SharedWallet>()>;

// Shared, as what goes to another thread must be copyable. No password: null.
Work Reading(wallet::WalletPlace place, std::shared_ptr<const SecretString> password,
             wallet::ColdkeyNeed coldkey) {
  return [place = std::move(place), password = std::move(password), coldkey]() -> Result<SharedWallet> {
    const SecretString none;
    Result<wallet::WalletHotkey> read = wallet::ReadWalletHotkey(place, password ? *password : none, coldkey);
    if (!read.ok()) return read.status();
    return std::make_shared<const wallet::WalletHotkey>(*std::move(read));
  };
}

// Says which hotkey an error is about.
Status About(const wallet::WalletPlace& place, const Status& status) {
  Failure failure = status.failure();
  failure.facts.insert({{fact::kWallet, place.wallet}, {fact::kHotkey, place.hotkey}});
  if (!place.wallets_path.empty()) failure.facts.insert({fact::kWalletsPath, place.wallets_path});
  const std::string folder =
      place.wallets_path.empty() ? place.home + "/.bittensor/wallets" : place.wallets_path;
  failure.facts.insert({fact::kPath, fmt::format("{}/{}/hotkeys/{}", folder, place.wallet, place.hotkey)});
  return failure;
}

}  // namespace

Pending<SharedWallet> WalletsOps::Read(CallContext ctx, WalletChoice choice, wallet::ColdkeyNeed coldkey) {
  wallet::WalletPlace place{choice.wallets_path, choice.wallet, choice.hotkey, home_};
  std::string what = "reading the hotkey's file";
  Result<SharedWallet> wallet =
      co_await OffloadUntil<SharedWallet>(files_, ctx, std::move(what), Reading(place, nullptr, coldkey));
  if (!wallet.ok() && wallet.failure().reason == Reason::kWalletLocked && !choice.password.empty()) {
    auto password = std::make_shared<const SecretString>(std::move(choice.password));
    what = "opening the encrypted hotkey, or waiting for another one to be opened";
    wallet = co_await OffloadUntil<SharedWallet>(derivations_, std::move(ctx), std::move(what),
                                                 Reading(place, password, coldkey));
  }
  if (!wallet.ok()) co_return About(place, wallet.status());
  co_return wallet;
}

Pending<wallet::WalletSurvey> WalletsOps::List(CallContext ctx, std::string wallets_path) {
  std::function<Result<wallet::WalletSurvey>()> work = [path = std::move(wallets_path), home = home_] {
    return wallet::SurveyWallets(path, home);
  };
  std::string what = "reading the wallets";
  return OffloadUntil<wallet::WalletSurvey>(files_, std::move(ctx), std::move(what), std::move(work));
}

}  // namespace chutesd::ops
