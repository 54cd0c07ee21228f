#include "daemon/ops/secrets/secret_intents.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "daemon/api/http_time.h"
#include "daemon/crypto/bytes.h"
#include "proto/support/text.h"

namespace chutesd::ops {
namespace {

using ledger::Ledger;
using ledger::SecretEntry;

// Intents that one call asks about; the next one goes on.
constexpr std::size_t kMostAtOnce = 20;
constexpr std::int64_t kSecretsPerPage = 500;
constexpr std::int64_t kMostSecrets = 10'000;

Status NoSuchSecret(const std::vector<model::Secret>& secrets, const std::string& chute_id,
                    const std::string& key) {
  std::vector<std::string> keys;
  for (const model::Secret& secret : secrets) {
    if (secret.purpose == chute_id) keys.push_back(secret.key);
  }
  Failure failure = Fail(Reason::kSecretNotFound, fmt::format("chute {} has no secret with the key '{}'{}",
                                                              chute_id, key, support::DidYouMean(key, keys)));
  failure.facts = {{fact::kChuteId, chute_id}, {fact::kKey, key}};
  failure.violations.push_back({"key", "is of no secret of this chute"});
  return failure;
}

// Whether the intent is so old that a secret which is not there was not made.
bool HasExpired(const SecretEntry& entry, model::Time now) { return now - entry.intent_time >= kIntentLife; }

// What to tell of an entry whose secret was looked for: `made` is when the one that is there was made.
Warning OutcomeWarning(const SecretEntry& entry, const std::optional<model::Time>& made, model::Time now) {
  const Facts facts = {{fact::kChuteId, entry.chute_id}, {fact::kKey, entry.key}};
  const std::string what = fmt::format("secret {} of chute {}", entry.key, entry.chute_id);
  const std::string lost = fmt::format("the reply of {} was lost", api::UtcText(entry.intent_time));
  if (made) {
    return {code::kSecretMade,
            fmt::format("{}: {}; it is there, made {}, but its value may be an older one", what, lost,
                        api::UtcText(*made)),
            facts};
  }
  if (HasExpired(entry, now)) {
    return {code::kSecretNotMade, fmt::format("{} was not made: {}, and it is not there", what, lost), facts};
  }
  return {code::kSecretOutcomeOpen,
          fmt::format("{}: {}, and it is not there so far; that is certain in two minutes", what, lost),
          facts};
}

}  // namespace

std::string SecretIdOf(const api::Account& account, std::string_view chute_id, std::string_view key) {
  if (account.user_id.empty()) return "";
  return crypto::Uuid5(crypto::kOidNamespace, fmt::format("{}:{}:{}", account.user_id, chute_id, key));
}

Pending<std::vector<model::Secret>> SecretIntents::ReadAll(CallContext ctx, api::Account account) {
  std::vector<model::Secret> secrets;
  for (std::int64_t page = 0; page * kSecretsPerPage < kMostSecrets; ++page) {
    Result<model::Page<model::Secret>> got = co_await api_.ListSecrets(ctx, account, page, kSecretsPerPage);
    if (!got.ok()) co_return got.status();
    const bool is_last = got->items.empty() || (page + 1) * kSecretsPerPage >= got->total;
    Append(std::move(got->items), secrets);
    if (is_last) break;
  }
  co_return secrets;
}

Pending<model::Secret> SecretIntents::Find(CallContext ctx, api::Account account, std::string chute_id,
                                           std::string key) {
  std::string id = SecretIdOf(account, chute_id, key);
  if (!id.empty()) {
    Result<model::Secret> secret = co_await api_.GetSecret(ctx, account, id);
    if (secret.ok() && secret->purpose == chute_id && secret->key == key) co_return secret;
    if (!secret.ok() && secret.failure().reason != Reason::kSecretNotFound) co_return secret.status();
  }
  Result<std::vector<model::Secret>> all = co_await ReadAll(std::move(ctx), std::move(account));
  if (!all.ok()) co_return all.status();
  const auto found = std::find_if(all->begin(), all->end(), [&](const model::Secret& secret) {
    return secret.purpose == chute_id && secret.key == key;
  });
  if (found == all->end()) co_return NoSuchSecret(*all, chute_id, key);
  co_return std::move(*found);
}

asio::awaitable<std::vector<Warning>> SecretIntents::ReconcileLost(CallContext ctx, api::Account account) {
  ledger::AccountId id = LedgerIdOf(account);
  const Result<std::vector<SecretEntry>> entries = co_await ledger_.Call(&Ledger::Secrets, std::move(id));
  std::vector<Warning> warnings;
  // It is said when a secret is to be made; reading needs no ledger.
  if (!entries.ok()) co_return warnings;
  const model::Time now = NowOf(clock_);
  for (const SecretEntry& entry : *entries) {
    if (entry.state == ledger::State::kSending && !HasExpired(entry, now)) continue;
    if (warnings.size() == kMostAtOnce) break;
    const Result<model::Secret> found = co_await Find(ctx, account, entry.chute_id, entry.key);
    if (!found.ok() && found.status().reason() != Reason::kSecretNotFound) break;
    const std::optional<model::Time> made =
        found.ok() ? found->create_time.value_or(now) : std::optional<model::Time>();
    if (!made && HasExpired(entry, now)) {
      // A file may have another account's user id, whose entries are not this one's to forget.
      const Result<api::Account> confirmed = co_await api_.Confirm(ctx, account);
      if (!confirmed.ok() || confirmed->user_id != account.user_id) break;
    }
    warnings.push_back(OutcomeWarning(entry, made, now));
    if (made || HasExpired(entry, now)) (void)co_await ledger_.Call(&Ledger::ForgetSecret, entry.row);
  }
  co_return warnings;
}

Pending<std::int64_t> SecretIntents::Begin(api::Account account, std::string chute_id, std::string key) {
  ledger::AccountId id = LedgerIdOf(account);
  Result<std::int64_t> row = co_await ledger_.Call(&Ledger::BeginSecret, std::move(id), std::move(chute_id),
                                                   std::move(key), NowOf(clock_));
  if (row.ok()) co_return row;
  Failure failure = row.failure();
  failure.message += "; so nothing was sent to the API";
  co_return failure;
}

asio::awaitable<Status> SecretIntents::End(std::int64_t row, bool reply_lost) {
  return ledger_.Call(reply_lost ? &Ledger::RecordSecretReplyLost : &Ledger::ForgetSecret, row);
}

}  // namespace chutesd::ops
