#include "daemon/ops/account/hotkey_ops.h"

#include <functional>
#include <utility>

#include "daemon/config/config.h"
#include "daemon/config/config_file.h"
#include "daemon/ops/offload.h"

namespace chutesd::ops {
namespace {

using config::NewAccount;
using config::WriteMode;
using Written = Result<config::WrittenConfig>;

WriteMode ModeFor(const ConfigTarget& target) {
  return target.overwrite ? WriteMode::kReplaceKeepingCopy : WriteMode::kCreateNew;
}

Result<SecretString> ConfigTextFor(const std::string& path, const NewAccount& account) {
  Result<config::ConfigFile> old = config::ReadConfigFile(path);
  if (!old.ok()) return config::RenderConfig(account);
  Result<SecretString> updated = config::UpdateConfig(std::move(old->text), path, account);
  return updated.ok() ? std::move(updated) : config::RenderConfig(account);
}

Written Write(const ConfigTarget& target, const NewAccount& account) {
  Result<SecretString> text = ConfigTextFor(target.path, account);
  if (!text.ok()) return text.status();
  return config::WriteConfigFile(target.path, *text, ModeFor(target));
}

std::function<Written()> Writing(ConfigTarget target, model::User user, const wallet::WalletHotkey& wallet) {
  // Shared, as what goes to another thread must be copyable.
  auto account = std::make_shared<NewAccount>();
  account->base_url = target.api_url;
  account->username = std::move(user.username);
  account->user_id = std::move(user.user_id);
  account->secret_hex = wallet.secret_hex.Copy();
  account->hotkey_name = target.hotkey_name;
  account->hotkey_ss58_address = wallet.hotkey->ss58_address();
  account->payment_address = std::move(user.payment_address);
  return [target = std::move(target), account] { return Write(target, *account); };
}

using SharedWallet = std::shared_ptr<const wallet::WalletHotkey>;

// The account of a hotkey whose user is not known yet.
api::Account AccountOf(const std::string& api_url, const wallet::WalletHotkey& wallet) {
  return {api_url, "", wallet.hotkey, nullptr};
}

}  // namespace

asio::awaitable<Status> CheckTarget(asio::thread_pool& files, ConfigTarget target) {
  std::function<Status()> work = [path = std::move(target.path), mode = ModeFor(target)] {
    return config::CheckConfigTarget(path, mode);
  };
  return Offload<Status>(files, std::move(work));
}

asio::awaitable<Written> WriteAccountConfig(asio::thread_pool& files, ConfigTarget target, model::User user,
                                            const std::shared_ptr<const wallet::WalletHotkey>& wallet) {
  return Offload<Written>(files, Writing(std::move(target), std::move(user), *wallet));
}

asio::awaitable<Written> WriteAccountConfigUntil(asio::thread_pool& files, CallContext ctx,
                                                 ConfigTarget target, model::User user,
                                                 const std::shared_ptr<const wallet::WalletHotkey>& wallet) {
  return OffloadUntil<config::WrittenConfig>(files, std::move(ctx), "writing it, which goes on",
                                             Writing(std::move(target), std::move(user), *wallet),
                                             LateWork::kDone);
}

Pending<Answer<HotkeyProbe>> HotkeyOps::Probe(CallContext ctx, ProbeArgs args) {
  const Result<SharedWallet> wallet =
      co_await wallets_.Read(ctx, std::move(args.wallet), wallet::ColdkeyNeed::kIfThere);
  if (!wallet.ok()) co_return wallet.status();
  Result<model::User> user = co_await api_.GetUser(std::move(ctx), AccountOf(args.api_url, **wallet));
  if (!user.ok() && user.failure().reason != Reason::kHotkeyNotRegistered) co_return user.status();

  Answer<HotkeyProbe> probe;
  probe.value.hotkey_ss58_address = (*wallet)->hotkey->ss58_address();
  probe.value.coldkey_ss58_address = (*wallet)->coldkey_ss58_address;
  if (user.ok()) probe.value.user = *std::move(user);
  probe.warnings = (*wallet)->warnings;
  co_return probe;
}

Pending<Answer<RestoredConfig>> HotkeyOps::Restore(CallContext ctx, RestoreArgs args) {
  const ConfigTarget target{args.config_path, args.api_url, args.overwrite_config, args.wallet.hotkey};
  Status writable = co_await CheckTarget(files_, target);
  if (!writable.ok()) co_return writable;

  const Result<SharedWallet> wallet =
      co_await wallets_.Read(ctx, std::move(args.wallet), wallet::ColdkeyNeed::kIfThere);
  if (!wallet.ok()) co_return wallet.status();
  Result<model::User> user = co_await api_.GetUser(std::move(ctx), AccountOf(args.api_url, **wallet));
  if (!user.ok()) co_return user.status();

  const Result<config::WrittenConfig> written = co_await WriteAccountConfig(files_, target, *user, *wallet);
  if (!written.ok()) co_return written.status();

  Answer<RestoredConfig> restored;
  restored.value.user = *std::move(user);
  restored.value.config_path = std::move(args.config_path);
  restored.value.backup_path = written->backup_path.value_or("");
  restored.warnings = (*wallet)->warnings;
  co_return restored;
}

}  // namespace chutesd::ops
