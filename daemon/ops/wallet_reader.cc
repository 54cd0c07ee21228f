#include "daemon/ops/wallet_reader.h"

#include <functional>

#include "daemon/ops/offload_until.h"

namespace chutesd::ops {
namespace {

using SharedWallet = std::shared_ptr<const config::WalletHotkey>;

}  // namespace

asio::awaitable<absl::StatusOr<SharedWallet>> WalletReader::Read(CallContext ctx, WalletChoice choice,
                                                                 config::ColdkeyNeed coldkey) {
  config::WalletPlace place;
  place.wallets_path = std::move(choice.wallets_path);
  place.wallet = std::move(choice.wallet);
  place.hotkey = std::move(choice.hotkey);
  place.home = home_;
  // Shared, as what goes to another thread must be copyable.
  auto password = std::make_shared<const SecretString>(std::move(choice.password));
  std::function<absl::StatusOr<SharedWallet>()> work = [place, password,
                                                        coldkey]() -> absl::StatusOr<SharedWallet> {
    absl::StatusOr<config::WalletHotkey> read = config::ReadWalletHotkey(place, *password, coldkey);
    if (!read.ok()) return read.status();
    return std::make_shared<const config::WalletHotkey>(*std::move(read));
  };
  std::string what = "opening the hotkey's file";
  auto reading = OffloadUntil<SharedWallet>(pool_, std::move(ctx), std::move(what), std::move(work));
  absl::StatusOr<SharedWallet> wallet = co_await std::move(reading);
  co_return wallet;
}

}  // namespace chutesd::ops
