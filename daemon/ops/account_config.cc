#include "daemon/ops/account_config.h"

#include <functional>
#include <utility>

#include "daemon/config/config.h"
#include "daemon/config/config_file.h"
#include "daemon/ops/offload.h"
#include "daemon/ops/offload_until.h"

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

}  // namespace

asio::awaitable<Status> CheckTarget(asio::thread_pool& files, ConfigTarget target) {
  std::function<Status()> work = [path = std::move(target.path), mode = ModeFor(target)] {
    return config::CheckConfigTarget(path, mode);
  };
  auto checking = Offload<Status>(files, std::move(work));
  Status writable = co_await std::move(checking);
  co_return writable;
}

asio::awaitable<Written> WriteAccountConfig(asio::thread_pool& files, ConfigTarget target, model::User user,
                                            std::shared_ptr<const wallet::WalletHotkey> wallet) {
  auto writing = Offload<Written>(files, Writing(std::move(target), std::move(user), *wallet));
  Written written = co_await std::move(writing);
  co_return written;
}

asio::awaitable<Written> WriteAccountConfigUntil(asio::thread_pool& files, CallContext ctx,
                                                 ConfigTarget target, model::User user,
                                                 std::shared_ptr<const wallet::WalletHotkey> wallet) {
  auto writing = OffloadUntil<config::WrittenConfig>(files, std::move(ctx), "writing it, which goes on",
                                                     Writing(std::move(target), std::move(user), *wallet),
                                                     LateWork::kDone);
  Written written = co_await std::move(writing);
  co_return written;
}

}  // namespace chutesd::ops
