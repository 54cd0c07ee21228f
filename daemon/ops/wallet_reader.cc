#include "daemon/ops/wallet_reader.h"

#include <functional>

#include "daemon/base/failure.h"
#include "daemon/ops/offload_until.h"

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

}  // namespace

asio::awaitable<Result<SharedWallet>> WalletReader::Read(CallContext ctx, WalletChoice choice,
                                                         wallet::ColdkeyNeed coldkey) {
  wallet::WalletPlace place;
  place.wallets_path = std::move(choice.wallets_path);
  place.wallet = std::move(choice.wallet);
  place.hotkey = std::move(choice.hotkey);
  place.home = home_;
  std::string what = "reading the hotkey's file";
  auto reading = OffloadUntil<SharedWallet>(files_, ctx, std::move(what), Reading(place, nullptr, coldkey));
  Result<SharedWallet> wallet = co_await std::move(reading);
  const bool locked = !wallet.ok() && wallet.failure().reason == Reason::kWalletLocked;
  if (!locked || choice.password.empty()) co_return wallet;

  auto password = std::make_shared<const SecretString>(std::move(choice.password));
  what = "opening the encrypted hotkey, or waiting for another one to be opened";
  auto opening = OffloadUntil<SharedWallet>(derivations_, std::move(ctx), std::move(what),
                                            Reading(place, password, coldkey));
  wallet = co_await std::move(opening);
  co_return wallet;
}

}  // namespace chutesd::ops
