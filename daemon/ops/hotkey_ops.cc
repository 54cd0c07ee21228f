#include "daemon/ops/hotkey_ops.h"

#include <memory>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/ops/account_config.h"

namespace chutesd::ops {
namespace {

using SharedWallet = std::shared_ptr<const wallet::WalletHotkey>;
using PendingUser = asio::awaitable<Result<model::User>>;

api::Account NewcomerOf(const std::string& api_url, const wallet::WalletHotkey& wallet) {
  api::Account account;
  account.api_url = api_url;
  account.hotkey = wallet.hotkey;
  return account;
}

}  // namespace

asio::awaitable<Result<HotkeyProbe>> HotkeyOps::Probe(CallContext ctx, ProbeArgs args) {
  auto reading = wallets_.Read(ctx, std::move(args.wallet), wallet::ColdkeyNeed::kIfThere);
  const Result<SharedWallet> wallet = co_await std::move(reading);
  if (!wallet.ok()) co_return wallet.status();
  PendingUser pending = api_.GetUser(std::move(ctx), NewcomerOf(args.api_url, **wallet));
  Result<model::User> user = co_await std::move(pending);
  if (!user.ok() && user.failure().reason != Reason::kHotkeyNotRegistered) co_return user.status();

  HotkeyProbe probe;
  probe.hotkey_ss58_address = (*wallet)->hotkey->ss58_address();
  probe.coldkey_ss58_address = (*wallet)->coldkey_ss58_address;
  if (user.ok()) probe.user = *std::move(user);
  probe.warnings = (*wallet)->warnings;
  co_return probe;
}

asio::awaitable<Result<RestoredConfig>> HotkeyOps::Restore(CallContext ctx, RestoreArgs args) {
  ConfigTarget target;
  target.path = args.config_path;
  target.api_url = args.api_url;
  target.overwrite = args.overwrite_config;
  target.hotkey_name = args.wallet.hotkey;
  auto checking = CheckTarget(files_, target);
  Status writable = co_await std::move(checking);
  if (!writable.ok()) co_return writable;

  auto reading = wallets_.Read(ctx, std::move(args.wallet), wallet::ColdkeyNeed::kIfThere);
  const Result<SharedWallet> wallet = co_await std::move(reading);
  if (!wallet.ok()) co_return wallet.status();
  PendingUser pending = api_.GetUser(std::move(ctx), NewcomerOf(args.api_url, **wallet));
  Result<model::User> user = co_await std::move(pending);
  if (!user.ok()) co_return user.status();

  auto writing = WriteAccountConfig(files_, std::move(target), *user, *wallet);
  const Result<config::WrittenConfig> written = co_await std::move(writing);
  if (!written.ok()) co_return written.status();

  RestoredConfig restored;
  restored.user = *std::move(user);
  restored.config_path = std::move(args.config_path);
  restored.backup_path = written->backup_path.value_or("");
  restored.warnings = (*wallet)->warnings;
  co_return restored;
}

}  // namespace chutesd::ops
