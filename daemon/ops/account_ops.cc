#include "daemon/ops/account_ops.h"

#include <fmt/format.h>

#include <memory>
#include <string_view>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/config/config.h"
#include "daemon/config/config_file.h"
#include "daemon/config/config_writer.h"
#include "daemon/config/wallet.h"
#include "daemon/ops/offload.h"

namespace chutesd::ops {
namespace {

using config::NewAccount;
using config::WalletHotkey;
using config::WriteMode;

// What goes to another thread and back must be copyable.
using SharedWallet = absl::StatusOr<std::shared_ptr<WalletHotkey>>;
using Written = absl::StatusOr<config::WrittenConfig>;

SharedWallet ReadWallet(const config::WalletPlace& place) {
  absl::StatusOr<WalletHotkey> read = config::ReadWalletHotkey(place);
  if (!read.ok()) return read.status();
  return std::make_shared<WalletHotkey>(*std::move(read));
}

// A file that is replaced keeps its comments and other settings, unless it cannot be understood.
absl::StatusOr<SecretString> ConfigTextFor(const std::string& path, const NewAccount& account) {
  absl::StatusOr<config::ConfigFile> old = config::ReadConfigFile(path);
  if (!old.ok()) return config::RenderConfig(account);
  absl::StatusOr<SecretString> updated = config::UpdateConfig(std::move(old->text), path, account);
  return updated.ok() ? std::move(updated) : config::RenderConfig(account);
}

Written WriteAccount(const std::string& path, WriteMode mode, const NewAccount& account) {
  absl::StatusOr<SecretString> text = ConfigTextFor(path, account);
  if (!text.ok()) return text.status();
  return config::WriteConfigFile(path, *text, mode);
}

absl::Status AlreadyRegistered(const model::User& user) {
  Failure failure;
  failure.reason = Reason::kHotkeyRegistered;
  failure.message = fmt::format("hotkey {} has an account already: user {}", user.hotkey, user.username);
  failure.next_step = "use another hotkey, or the config file of that account";
  return Fail(std::move(failure));
}

std::shared_ptr<NewAccount> NewAccountOf(const RegistrationArgs& args, const WalletHotkey& wallet,
                                         const model::User& user) {
  auto account = std::make_shared<NewAccount>();
  account->base_url = args.api_url;
  account->username = user.username;
  account->user_id = user.user_id;
  account->seed_hex = wallet.seed_hex.Copy();
  account->hotkey_name = args.hotkey;
  account->hotkey_ss58_address = wallet.hotkey->ss58_address();
  account->payment_address = user.payment_address;
  return account;
}

}  // namespace

asio::awaitable<absl::StatusOr<model::User>> AccountOps::Get(CallContext ctx, SessionPtr session) {
  absl::StatusOr<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  asio::awaitable<absl::StatusOr<model::User>> pending = api_.GetUser(std::move(ctx), *std::move(account));
  absl::StatusOr<model::User> user = co_await std::move(pending);
  co_return user;
}

asio::awaitable<absl::Status> AccountOps::RefuseIfRegistered(CallContext ctx, api::Account account) {
  asio::awaitable<absl::StatusOr<model::User>> pending = api_.GetUser(std::move(ctx), std::move(account));
  absl::StatusOr<model::User> user = co_await std::move(pending);
  if (user.ok()) co_return AlreadyRegistered(*user);
  // Exactly this answer means that the hotkey is free.
  if (FailureOf(user.status())->reason == Reason::kHotkeyNotRegistered) co_return absl::OkStatus();
  co_return user.status();
}

asio::awaitable<absl::StatusOr<Registration>> AccountOps::Register(CallContext ctx, RegistrationArgs args) {
  const WriteMode mode = args.overwrite_config ? WriteMode::kReplaceKeepingCopy : WriteMode::kCreateNew;
  auto checking = Offload<absl::Status>(
      files_, [path = args.config_path, mode] { return config::CheckConfigTarget(path, mode); });
  absl::Status writable = co_await std::move(checking);
  if (!writable.ok()) co_return writable;

  config::WalletPlace place;
  place.wallets_path = args.wallets_path;
  place.wallet = args.wallet;
  place.hotkey = args.hotkey;
  place.home = home_;
  auto reading = Offload<SharedWallet>(files_, [place] { return ReadWallet(place); });
  SharedWallet wallet = co_await std::move(reading);
  if (!wallet.ok()) co_return wallet.status();

  api::Account account;
  account.api_url = args.api_url;
  account.hotkey = (*wallet)->hotkey;
  asio::awaitable<absl::Status> probing = RefuseIfRegistered(ctx, std::move(account));
  absl::Status free = co_await std::move(probing);
  if (!free.ok()) co_return free;

  asio::awaitable<absl::StatusOr<model::RegisteredUser>> registering =
      api_.RegisterUser(ctx, args.api_url, (*wallet)->hotkey, args.username, (*wallet)->coldkey_ss58_address,
                        std::move(args.registration_token));
  absl::StatusOr<model::RegisteredUser> registered = co_await std::move(registering);
  if (!registered.ok()) co_return registered.status();

  std::shared_ptr<NewAccount> text = NewAccountOf(args, **wallet, registered->user);
  auto writing = Offload<Written>(
      files_, [path = args.config_path, mode, text] { return WriteAccount(path, mode, *text); });
  Written written = co_await std::move(writing);

  Registration registration;
  registration.user = std::move(registered->user);
  registration.fingerprint = std::move(registered->fingerprint);
  registration.config_path = std::move(args.config_path);
  registration.config = written.status();
  if (written.ok()) registration.backup_path = written->backup_path.value_or("");
  registration.warnings = (*wallet)->warnings;
  co_return registration;
}

}  // namespace chutesd::ops
