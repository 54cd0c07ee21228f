#include "daemon/ops/account/account_ops.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "daemon/ops/server_rules.h"

namespace chutesd::ops {
namespace {

constexpr std::size_t kLongestName = 15;
// No `_`: the server takes it for "any character", so such a name can look taken when it is not.
constexpr std::array<std::string_view, 6> kEndings = {"1", "2", "7", "42", "99", "-x"};

constexpr std::size_t kMostAlternatives = 3;

// Whether the API said no to this request for good. If it did so the second time, it did the first time.
bool IsFinal(const Failure& failure) {
  return failure.http_status >= 400 && failure.http_status < 500 &&
         failure.reason != Reason::kUpstreamRateLimited && failure.reason != Reason::kOutcomeUnknown;
}

}  // namespace

std::vector<std::string> SimilarUsernames(std::string_view username) {
  std::vector<std::string> names;
  for (const std::string_view ending : kEndings) {
    std::string name(username.substr(0, std::min(username.size(), kLongestName - ending.size())));
    name += ending;
    if (name != username && std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

Pending<Answer<model::User>> AccountOps::Get(CallContext ctx, SessionPtr session) {
  Result<api::Account> account = AccountOf(*session);
  if (!account.ok()) co_return account.status();
  Result<model::User> user = co_await api_.GetUser(std::move(ctx), *std::move(account));
  if (!user.ok()) co_return user.status();
  Answer<model::User> answer{*std::move(user)};
  const std::string& right = answer.value.user_id;
  if (session->hotkey != nullptr && !session->user_id.empty() && session->user_id != right) {
    answer.warnings.push_back({code::kConfigValueWrong,
                               fmt::format("[auth] user_id in {} is {}, and the API says {}",
                                           session->config_path, session->user_id, right),
                               {{fact::kPath, session->config_path},
                                {fact::kSection, "auth"},
                                {fact::kKey, "user_id"},
                                {fact::kValue, right}}});
  }
  co_return answer;
}

Pending<UsernameAvailability> AccountOps::CheckUsername(CallContext ctx, UsernameArgs args) {
  UsernameAvailability answer;
  answer.problem = ProblemOfUsername(args.username).value_or("");
  if (!answer.problem.empty()) co_return answer;
  const Result<model::UsernameCheck> check = co_await api_.CheckUsername(ctx, args.api_url, args.username);
  if (!check.ok()) co_return check.status();
  if (!check->valid) answer.problem = "is not one that the API takes";
  answer.available = check->valid && check->available;
  if (answer.available) co_return answer;
  const std::vector<std::string> ideas = SimilarUsernames(args.username);
  for (const std::string& name : ideas) {
    if (answer.alternatives.size() == kMostAlternatives) break;
    const Result<model::UsernameCheck> idea = co_await api_.CheckUsername(ctx, args.api_url, name);
    // The question itself is answered; alternatives are optional.
    if (!idea.ok()) break;
    if (idea->valid && idea->available) answer.alternatives.push_back(name);
  }
  co_return answer;
}

Pending<FingerprintChanged> AccountOps::ChangeFingerprint(CallContext ctx, SessionPtr session,
                                                          SecretString fingerprint) {
  Result<api::Account> account = SigningAccountOf(*session);
  if (!account.ok()) co_return account.status();
  Status first = co_await api_.ChangeFingerprint(ctx, *account, fingerprint.Copy());
  if (first.ok()) co_return FingerprintChanged();
  if (first.failure().reason != Reason::kOutcomeUnknown) co_return first;
  Status second =
      co_await api_.ChangeFingerprint(std::move(ctx), *std::move(account), std::move(fingerprint));
  if (second.ok()) co_return FingerprintChanged();
  co_return IsFinal(second.failure()) ? second : first;
}

}  // namespace chutesd::ops
