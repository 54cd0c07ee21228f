#include "daemon/ops/account/registration_ops.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "daemon/ops/account/hotkey_ops.h"

namespace chutesd::ops {
namespace {

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

}  // namespace

struct RegistrationOps::Request {
  api::Account account;
  std::string username;
  std::string coldkey;
  SecretString token;
  WalletChoice wallet;  // for an error to name
};

struct RegistrationOps::RegisteredAccount {
  model::User user;
  SecretString fingerprint;
  bool fingerprint_lost = false;
};

asio::awaitable<Status> RegistrationOps::RefuseIfRegistered(CallContext ctx, api::Account account,
                                                            WalletChoice wallet) {
  const Result<model::User> user = co_await api_.GetUser(std::move(ctx), std::move(account));
  if (user.ok()) co_return AlreadyRegistered(*user, wallet);
  // Exactly this answer means that the hotkey is free.
  if (user.failure().reason == Reason::kHotkeyNotRegistered) co_return OkStatus();
  co_return user.status();
}

Pending<RegistrationOps::RegisteredAccount> RegistrationOps::Send(CallContext ctx, Request request) {
  CallContext sending = ctx;
  sending.deadline = SendBy(ctx.deadline, steady_clock::now());
  Result<model::RegisteredUser> registered =
      co_await api_.RegisterUser(std::move(sending), request.account.api_url, request.account.hotkey,
                                 request.username, request.coldkey, std::move(request.token));
  if (registered.ok()) {
    RegisteredAccount made;
    made.user = std::move(registered->user);
    made.fingerprint = std::move(registered->fingerprint);
    co_return made;
  }
  const Failure failure = registered.failure();
  if (failure.reason == Reason::kUpstreamPaymentRequired) co_return FundsMissing(failure, request.coldkey);
  if (failure.reason == Reason::kHotkeyRegistered) {
    // Someone else registered it since it was asked for: say as whom.
    const Status known =
        co_await RefuseIfRegistered(ctx, std::move(request.account), std::move(request.wallet));
    co_return !known.ok() && known.reason() == failure.reason ? known : registered.status();
  }
  if (failure.reason != Reason::kOutcomeUnknown) co_return registered.status();
  Result<RegisteredAccount> settled =
      co_await ResolveLostReply(std::move(ctx), std::move(request.account), registered.status());
  co_return settled;
}

Pending<RegistrationOps::RegisteredAccount> RegistrationOps::ResolveLostReply(CallContext ctx,
                                                                              api::Account account,
                                                                              Status lost) {
  CallContext asking = ctx.Uninterrupted();
  asking.deadline = std::max(ctx.deadline, steady_clock::now() + kSettleTime);
  Result<model::User> user = co_await api_.GetUser(std::move(asking), std::move(account));
  if (user.ok()) {
    RegisteredAccount made;
    made.user = *std::move(user);
    made.fingerprint_lost = true;
    co_return made;
  }
  const bool is_free = user.failure().reason == Reason::kHotkeyNotRegistered;
  co_return is_free ? NothingRegistered(lost.failure()) : lost;
}

Pending<Answer<Registration>> RegistrationOps::Register(CallContext ctx, RegistrationArgs args) {
  ConfigTarget target{args.config_path, args.api_url, args.overwrite_config, args.wallet.hotkey};
  Status writable = co_await CheckTarget(files_, target);
  if (!writable.ok()) co_return writable;

  WalletChoice named{args.wallet.wallets_path, args.wallet.wallet, args.wallet.hotkey, {}};
  const Result<SharedWallet> wallet =
      co_await wallets_.Read(ctx, std::move(args.wallet), wallet::ColdkeyNeed::kRequired);
  if (!wallet.ok()) co_return wallet.status();

  Request request;
  request.account.api_url = std::move(args.api_url);
  request.account.hotkey = (*wallet)->hotkey;
  request.username = std::move(args.username);
  request.coldkey = (*wallet)->coldkey_ss58_address;
  request.token = std::move(args.registration_token);
  request.wallet = WalletChoice{named.wallets_path, named.wallet, named.hotkey, {}};
  Status free = co_await RefuseIfRegistered(ctx, request.account, std::move(named));
  if (!free.ok()) co_return free;

  // A caller who goes away still gets the config file. The fingerprint goes to the caller in time, however
  // long the disk takes.
  CallContext until_answered = ctx.Uninterrupted();
  until_answered.deadline -= kAnswerMargin;
  Result<RegisteredAccount> made = co_await Send(std::move(ctx), std::move(request));
  if (!made.ok()) co_return made.status();

  const Result<config::WrittenConfig> written = co_await WriteAccountConfigUntil(
      files_, std::move(until_answered), std::move(target), made->user, *wallet);

  Answer<Registration> answer;
  Registration& registration = answer.value;
  registration.user = std::move(made->user);
  registration.fingerprint = std::move(made->fingerprint);
  registration.fingerprint_lost = made->fingerprint_lost;
  registration.config_path = std::move(args.config_path);
  registration.config = written.status();
  if (written.ok()) registration.backup_path = written->backup_path.value_or("");
  answer.warnings = (*wallet)->warnings;
  co_return answer;
}

}  // namespace chutesd::ops
