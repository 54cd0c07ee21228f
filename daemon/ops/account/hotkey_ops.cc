#include "daemon/ops/account/hotkey_ops.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

#include "daemon/config/config.h"
#include "daemon/config/config_file.h"
#include "daemon/ops/offload.h"
#include "proto/support/text.h"

namespace chutesd::ops {
namespace {

using config::NewAccount;
using config::WriteMode;
using Written = Result<std::string>;
using std::chrono::steady_clock;
using SharedWallet = std::shared_ptr<const wallet::WalletHotkey>;

// To ask what became of a registration whose answer was lost.
constexpr std::chrono::milliseconds kSettleTime = std::chrono::seconds(5);

// Kept back from the caller's deadline, so that the answer still reaches them.
constexpr std::chrono::milliseconds kAnswerMargin{100};

// Leaves time to settle before the caller's own deadline.
steady_clock::time_point SendBy(steady_clock::time_point deadline, steady_clock::time_point now) {
  const auto left = deadline - now;
  return deadline - std::min<steady_clock::duration>(kSettleTime, left / 2);
}

Status AlreadyRegistered(const model::User& user, const WalletChoice& wallet) {
  Failure failure = Fail(Reason::kHotkeyRegistered, fmt::format("hotkey {} has an account already: user {}",
                                                                user.hotkey, user.username));
  failure.facts = {
      {fact::kUsername, user.username}, {fact::kWallet, wallet.wallet}, {fact::kHotkey, wallet.hotkey}};
  if (!wallet.wallets_path.empty()) failure.facts[fact::kWalletsPath] = wallet.wallets_path;
  return failure;
}

Status FundsMissing(Failure failure, const std::string& coldkey) {
  failure.message = fmt::format(
      "registering takes 0.25 TAO on the coldkey {}, which has less: nothing was registered", coldkey);
  failure.next_step = fmt::format(
      "send TAO to {} (it stays yours), then register again with a token that is not older than 300 s",
      coldkey);
  return failure;
}

Status NothingRegistered(Failure lost) {
  lost.reason = Reason::kUpstreamFailed;
  lost.message = fmt::format(
      "the answer to the registration was lost, and the API has no account for this hotkey: nothing was "
      "registered ({})",
      lost.message);
  lost.next_step = "register again: it is asked first whether the hotkey has an account by now";
  return lost;
}

// The config file to write for an account.
struct ConfigTarget {
  std::string path;
  WriteMode mode;
  std::string api_url;
  std::string hotkey_name;
};

ConfigTarget TargetOf(const RestoreArgs& args) {
  const WriteMode mode = args.overwrite_config ? WriteMode::kReplaceKeepingCopy : WriteMode::kCreateNew;
  return {args.config_path, mode, args.api_url, args.wallet.hotkey};
}

// Whether the file could be written now: to ask before something is done that cannot be undone.
asio::awaitable<Status> CheckTarget(asio::thread_pool& files, const ConfigTarget& target) {
  std::function<Status()> work = [path = target.path, mode = target.mode] {
    return config::CheckConfigTarget(path, mode);
  };
  return Offload<Status>(files, std::move(work));
}

NewAccount AccountToWrite(const ConfigTarget& target, model::User user, const wallet::WalletHotkey& wallet) {
  return {target.api_url,
          std::move(user.username),
          std::move(user.user_id),
          wallet.secret_hex.Copy(),
          target.hotkey_name,
          wallet.hotkey->ss58_address(),
          std::move(user.payment_address)};
}

// Whether a config file can hold the values that are known before the account is.
Status CheckValues(const ConfigTarget& target, const wallet::WalletHotkey& wallet) {
  const NewAccount account = AccountToWrite(target, {}, wallet);
  Status status = config::UpdateConfig(SecretString(), target.path, account).status();
  if (status.ok()) return status;
  Failure failure = status.failure();
  failure.facts[fact::kHotkey] = target.hotkey_name;
  failure.next_step = "rename the hotkey's file so that its name can stand in a config file";
  return failure;
}

// Writes the config file of `user`, whose hotkey comes from `wallet`. Returns the path of the copy.
std::function<Written()> Writing(ConfigTarget target, model::User user, const wallet::WalletHotkey& wallet) {
  // Shared, as what goes to another thread must be copyable.
  auto account = std::make_shared<NewAccount>(AccountToWrite(target, std::move(user), wallet));
  return [target = std::move(target), account]() -> Written {
    Result<config::ConfigFile> old = config::ReadConfigFile(target.path);
    SecretString kept = old.ok() ? std::move(old->text) : SecretString();
    Result<SecretString> text = config::UpdateConfig(std::move(kept), target.path, *account);
    if (!text.ok()) text = config::UpdateConfig(SecretString(), target.path, *account);
    if (!text.ok()) return text.status();
    return config::WriteConfigFile(target.path, *text, target.mode);
  };
}

// The account of a hotkey whose user is not known yet.
api::Account AccountFor(const std::string& api_url, const wallet::WalletHotkey& wallet) {
  return {api_url, "", wallet.hotkey, nullptr};
}

}  // namespace

Pending<Answer<HotkeyProbe>> HotkeyOps::Probe(CallContext ctx, ProbeArgs args) {
  const Result<SharedWallet> wallet =
      co_await wallets_.Read(ctx, std::move(args.wallet), wallet::ColdkeyNeed::kIfThere);
  if (!wallet.ok()) co_return wallet.status();
  Result<model::User> user = co_await api_.GetUser(std::move(ctx), AccountFor(args.api_url, **wallet));
  if (!user.ok() && user.failure().reason != Reason::kHotkeyNotRegistered) co_return user.status();

  Answer<HotkeyProbe> probe;
  probe.value.hotkey_ss58_address = (*wallet)->hotkey->ss58_address();
  probe.value.coldkey_ss58_address = (*wallet)->coldkey_ss58_address;
  if (user.ok()) probe.value.user = *std::move(user);
  probe.warnings = (*wallet)->warnings;
  co_return probe;
}

Pending<Answer<RestoredConfig>> HotkeyOps::Restore(CallContext ctx, RestoreArgs args) {
  ConfigTarget target = TargetOf(args);
  Status writable = co_await CheckTarget(files_, target);
  if (!writable.ok()) co_return writable;

  const Result<SharedWallet> wallet =
      co_await wallets_.Read(ctx, std::move(args.wallet), wallet::ColdkeyNeed::kIfThere);
  if (!wallet.ok()) co_return wallet.status();
  if (Status values = CheckValues(target, **wallet); !values.ok()) co_return values;
  Result<model::User> user = co_await api_.GetUser(std::move(ctx), AccountFor(args.api_url, **wallet));
  if (!user.ok()) co_return user.status();

  std::function<Written()> work = Writing(std::move(target), *user, **wallet);
  Written copy = co_await Offload<Written>(files_, std::move(work));
  if (!copy.ok()) co_return copy.status();

  Answer<RestoredConfig> restored;
  restored.value = {*std::move(user), std::move(args.config_path), *std::move(copy)};
  restored.warnings = (*wallet)->warnings;
  co_return restored;
}

Pending<Registration> HotkeyOps::Send(CallContext ctx, api::Account account, std::string coldkey,
                                      RegistrationArgs args) {
  CallContext sending = ctx;
  sending.deadline = SendBy(ctx.deadline, steady_clock::now());
  Result<model::RegisteredUser> registered =
      co_await api_.RegisterUser(std::move(sending), args.api_url, account.hotkey, args.username, coldkey,
                                 std::move(args.registration_token));
  Registration made;
  if (registered.ok()) {
    made.user = std::move(registered->user);
    made.fingerprint = std::move(registered->fingerprint);
    made.problem = std::move(registered->problem);
    if (made.user.username.empty()) made.user.username = std::move(args.username);
    if (made.user.hotkey.empty()) made.user.hotkey = account.hotkey->ss58_address();
    if (made.user.coldkey.empty()) made.user.coldkey = std::move(coldkey);
    co_return made;
  }
  const Failure failure = registered.failure();
  if (failure.reason == Reason::kUpstreamPaymentRequired) co_return FundsMissing(failure, coldkey);
  const bool is_taken = failure.reason == Reason::kHotkeyRegistered;
  if (!is_taken && failure.reason != Reason::kOutcomeUnknown) co_return registered.status();
  // Either someone else registered it since it was asked for, and it is to be said as whom; or the answer was
  // lost, and what became of it must be known.
  if (!is_taken) {
    ctx = ctx.Uninterrupted();
    ctx.deadline = std::max(ctx.deadline, steady_clock::now() + kSettleTime);
  }
  Result<model::User> user = co_await api_.GetUser(std::move(ctx), std::move(account));
  if (is_taken) co_return user.ok() ? AlreadyRegistered(*user, args.wallet) : registered.status();
  if (!user.ok()) {
    const bool is_free = user.failure().reason == Reason::kHotkeyNotRegistered;
    co_return is_free ? NothingRegistered(failure) : registered.status();
  }
  // Another registration of this hotkey came first, and its fingerprint is good.
  if (support::LowerCase(user->username) != support::LowerCase(args.username)) {
    co_return AlreadyRegistered(*user, args.wallet);
  }
  made.user = *std::move(user);
  made.fingerprint_lost = true;
  co_return made;
}

Pending<Answer<Registration>> HotkeyOps::Register(CallContext ctx, RegistrationArgs args) {
  ConfigTarget target = TargetOf(args);
  Status writable = co_await CheckTarget(files_, target);
  if (!writable.ok()) co_return writable;

  // An error names the wallet after its password is gone.
  WalletChoice choice{args.wallet.wallets_path, args.wallet.wallet, args.wallet.hotkey,
                      std::move(args.wallet.password)};
  const Result<SharedWallet> wallet =
      co_await wallets_.Read(ctx, std::move(choice), wallet::ColdkeyNeed::kRequired);
  if (!wallet.ok()) co_return wallet.status();
  if (Status values = CheckValues(target, **wallet); !values.ok()) co_return values;
  api::Account account = AccountFor(args.api_url, **wallet);
  const Result<model::User> owner = co_await api_.GetUser(ctx, account);
  if (owner.ok()) co_return AlreadyRegistered(*owner, args.wallet);
  // Exactly this answer means that the hotkey is free.
  if (owner.failure().reason != Reason::kHotkeyNotRegistered) co_return owner.status();

  // A caller who goes away still gets the config file. The fingerprint goes to the caller in time, however
  // long the disk takes.
  CallContext until_answered = ctx.Uninterrupted();
  until_answered.deadline -= kAnswerMargin;
  std::string coldkey = (*wallet)->coldkey_ss58_address;
  Result<Registration> made =
      co_await Send(std::move(ctx), std::move(account), std::move(coldkey), std::move(args));
  if (!made.ok()) co_return made.status();

  made->config_path = target.path;
  std::string what = "writing it, which goes on";
  std::function<Written()> work = Writing(std::move(target), made->user, **wallet);
  Written copy = co_await OffloadUntil<std::string>(files_, std::move(until_answered), std::move(what),
                                                    std::move(work), LateWork::kDone);
  made->config = copy.status();
  if (copy.ok()) made->backup_path = *std::move(copy);
  Answer<Registration> answer;
  answer.value = *std::move(made);
  answer.warnings = (*wallet)->warnings;
  const std::string& problem = answer.value.problem;
  if (!problem.empty()) {
    answer.warnings.push_back({code::kReplyIncomplete, IncompleteReply("the account was made", problem)});
  }
  co_return answer;
}

}  // namespace chutesd::ops
