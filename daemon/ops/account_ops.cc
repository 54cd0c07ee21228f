#include "daemon/ops/account_ops.h"

#include <utility>

#include "daemon/base/failure.h"
#include "daemon/ops/server_rules.h"
#include "daemon/ops/username_ideas.h"

namespace chutesd::ops {
namespace {

constexpr std::size_t kMostAlternatives = 3;

// Whether the API said no to this request for good. If it did so the second time, it did the first time.
bool IsFinal(const Failure& failure) {
  return failure.http_status >= 400 && failure.http_status < 500 &&
         failure.reason != Reason::kUpstreamRateLimited && failure.reason != Reason::kOutcomeUnknown;
}

}  // namespace

asio::awaitable<Result<model::User>> AccountOps::Get(CallContext ctx, SessionPtr session) {
  Result<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  asio::awaitable<Result<model::User>> pending = api_.GetUser(std::move(ctx), *std::move(account));
  Result<model::User> user = co_await std::move(pending);
  co_return user;
}

asio::awaitable<Result<UsernameAnswer>> AccountOps::CheckUsername(CallContext ctx,
                                                                  UsernameQuestion question) {
  UsernameAnswer answer;
  answer.problem = ProblemOfUsername(question.username).value_or("");
  if (!answer.problem.empty()) co_return answer;
  auto asking = api_.CheckUsername(ctx, question.api_url, question.username);
  const Result<model::UsernameCheck> check = co_await std::move(asking);
  if (!check.ok()) co_return check.status();
  if (!check->valid) answer.problem = "is not one that the API takes";
  answer.available = check->valid && check->available;
  if (answer.available) co_return answer;
  std::vector<std::string> ideas = NamesLike(question.username);
  auto looking = FreeAmong(std::move(ctx), std::move(question.api_url), std::move(ideas));
  answer.alternatives = co_await std::move(looking);
  co_return answer;
}

asio::awaitable<std::vector<std::string>> AccountOps::FreeAmong(CallContext ctx, std::string api_url,
                                                                std::vector<std::string> names) {
  std::vector<std::string> free;
  for (const std::string& name : names) {
    if (free.size() == kMostAlternatives) break;
    auto asking = api_.CheckUsername(ctx, api_url, name);
    const Result<model::UsernameCheck> check = co_await std::move(asking);
    // The question itself is answered: what comes on top may be missing.
    if (!check.ok()) break;
    if (check->valid && check->available) free.push_back(name);
  }
  co_return free;
}

asio::awaitable<Result<FingerprintChanged>> AccountOps::ChangeFingerprint(CallContext ctx, SessionPtr session,
                                                                          SecretString fingerprint) {
  Result<api::Account> account = SigningAccountOf(*session);
  if (!account.ok()) co_return account.status();
  auto sending = api_.ChangeFingerprint(ctx, *account, fingerprint.Copy());
  Status first = co_await std::move(sending);
  if (first.ok()) co_return FingerprintChanged();
  if (first.failure().reason != Reason::kOutcomeUnknown) co_return first;
  auto again = api_.ChangeFingerprint(std::move(ctx), *std::move(account), std::move(fingerprint));
  Status second = co_await std::move(again);
  if (second.ok()) co_return FingerprintChanged();
  co_return IsFinal(second.failure()) ? second : first;
}

}  // namespace chutesd::ops
