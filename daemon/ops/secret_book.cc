#include "daemon/ops/secret_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/crypto/uuid5.h"
#include "daemon/ops/time_words.h"
#include "proto/support/text.h"

namespace chutesd::ops {
namespace {

using ledger::AccountId;
using ledger::Ledger;
using ledger::SecretEntry;
using ledger::State;
using Entries = Result<std::vector<SecretEntry>>;
using Row = Result<std::int64_t>;

// Longer than a call may take, on either side.
constexpr std::chrono::minutes kSettled{2};
// Entries that one call finds out about; the next one goes on.
constexpr std::size_t kMostAtOnce = 20;
constexpr std::int64_t kSecretsPerPage = 500;
constexpr std::int64_t kMostSecrets = 10'000;

AccountId IdOf(const api::Account& account) { return {account.api_url, account.user_id}; }

Status NoSuchSecret(const std::vector<model::Secret>& secrets, const std::string& chute_id,
                    const std::string& key) {
  std::vector<std::string> keys;
  for (const model::Secret& secret : secrets) {
    if (secret.purpose == chute_id) keys.push_back(secret.key);
  }
  Failure failure;
  failure.reason = Reason::kSecretNotFound;
  failure.message = fmt::format("chute {} has no secret with the key '{}'{}", chute_id, key,
                                support::DidYouMean(key, keys));
  failure.facts = {{fact::kChuteId, chute_id}, {fact::kKey, key}};
  failure.violations.push_back({"key", "is of no secret of this chute"});
  return failure;
}

}  // namespace

std::string SecretIdOf(const api::Account& account, std::string_view chute_id, std::string_view key) {
  if (account.user_id.empty()) return "";
  return crypto::Uuid5(crypto::kOidNamespace, fmt::format("{}:{}:{}", account.user_id, chute_id, key));
}

bool IsSettled(const SecretEntry& entry, model::Time now) { return now - entry.intent_time >= kSettled; }

Warning WhatBecameOf(const SecretEntry& entry, const std::optional<model::Time>& made, model::Time now) {
  const Facts facts = {{fact::kChuteId, entry.chute_id}, {fact::kKey, entry.key}};
  const std::string what = fmt::format("secret {} of chute {}", entry.key, entry.chute_id);
  const std::string lost = fmt::format("the reply of {} was lost", TimeWords(entry.intent_time));
  if (made) {
    return {code::kSecretMade,
            fmt::format("{}: {}; it is there, made {}, but its value may be an older one", what, lost,
                        TimeWords(*made)),
            facts};
  }
  if (IsSettled(entry, now)) {
    return {code::kSecretNotMade, fmt::format("{} was not made: {}, and it is not there", what, lost), facts};
  }
  return {code::kSecretOutcomeOpen,
          fmt::format("{}: {}, and it is not there so far; that is certain in two minutes", what, lost),
          facts};
}

model::Time SecretBook::Now() const {
  return std::chrono::time_point_cast<std::chrono::microseconds>(clock_.Now());
}

asio::awaitable<Result<std::vector<model::Secret>>> SecretBook::ReadAll(CallContext ctx,
                                                                        api::Account account) {
  std::vector<model::Secret> secrets;
  for (std::int64_t page = 0; page * kSecretsPerPage < kMostSecrets; ++page) {
    asio::awaitable<Result<model::Page<model::Secret>>> pending =
        api_.ListSecrets(ctx, account, page, kSecretsPerPage);
    Result<model::Page<model::Secret>> got = co_await std::move(pending);
    if (!got.ok()) co_return got.status();
    std::move(got->items.begin(), got->items.end(), std::back_inserter(secrets));
    if (got->items.empty() || (page + 1) * kSecretsPerPage >= got->total) break;
  }
  co_return secrets;
}

asio::awaitable<Result<model::Secret>> SecretBook::Find(CallContext ctx, api::Account account,
                                                        std::string chute_id, std::string key) {
  std::string id = SecretIdOf(account, chute_id, key);
  if (!id.empty()) {
    asio::awaitable<Result<model::Secret>> pending = api_.GetSecret(ctx, account, std::move(id));
    Result<model::Secret> secret = co_await std::move(pending);
    const bool is_it = secret.ok() && secret->purpose == chute_id && secret->key == key;
    if (is_it) co_return secret;
    if (!secret.ok() && secret.failure().reason != Reason::kSecretNotFound) co_return secret.status();
  }
  asio::awaitable<Result<std::vector<model::Secret>>> reading = ReadAll(std::move(ctx), std::move(account));
  Result<std::vector<model::Secret>> all = co_await std::move(reading);
  if (!all.ok()) co_return all.status();
  const auto found = std::find_if(all->begin(), all->end(), [&](const model::Secret& secret) {
    return secret.purpose == chute_id && secret.key == key;
  });
  if (found == all->end()) co_return NoSuchSecret(*all, chute_id, key);
  co_return std::move(*found);
}

asio::awaitable<std::vector<Warning>> SecretBook::CatchUp(CallContext ctx, api::Account account) {
  std::function<Entries(Ledger&)> work = [id = IdOf(account)](Ledger& ledger) { return ledger.Secrets(id); };
  asio::awaitable<Entries> reading = ledger_.Run<Entries>(std::move(work));
  Entries entries = co_await std::move(reading);
  std::vector<Warning> warnings;
  // It is said when a secret is to be made; reading needs no ledger.
  if (!entries.ok()) co_return warnings;
  const model::Time now = Now();
  for (const SecretEntry& entry : *entries) {
    if (entry.state == State::kSending && !IsSettled(entry, now)) continue;
    if (warnings.size() == kMostAtOnce) break;
    asio::awaitable<Result<model::Secret>> finding = Find(ctx, account, entry.chute_id, entry.key);
    const Result<model::Secret> found = co_await std::move(finding);
    if (!found.ok() && found.failure().reason != Reason::kSecretNotFound) break;
    const std::optional<model::Time> made =
        found.ok() ? std::optional<model::Time>(found->create_time) : std::nullopt;
    warnings.push_back(WhatBecameOf(entry, made, now));
    if (!made && !IsSettled(entry, now)) continue;
    asio::awaitable<void> ending = End(entry.row, false);
    co_await std::move(ending);
  }
  co_return warnings;
}

asio::awaitable<Row> SecretBook::Begin(api::Account account, std::string chute_id, std::string key) {
  std::function<Row(Ledger&)> work = [id = IdOf(account), chute_id = std::move(chute_id),
                                      key = std::move(key), now = Now()](Ledger& ledger) {
    return ledger.BeginSecret(id, chute_id, key, now);
  };
  asio::awaitable<Row> writing = ledger_.Run<Row>(std::move(work));
  Row row = co_await std::move(writing);
  if (row.ok()) co_return row;
  Failure failure = row.failure();
  failure.message += "; so nothing was sent to the API";
  co_return failure;
}

asio::awaitable<void> SecretBook::End(std::int64_t row, bool reply_lost) {
  std::function<Status(Ledger&)> work = [row, reply_lost](Ledger& ledger) {
    return reply_lost ? ledger.SettleSecret(row) : ledger.ForgetSecret(row);
  };
  asio::awaitable<Status> writing = ledger_.Run<Status>(std::move(work));
  LogUnwritten(co_await std::move(writing));
}

}  // namespace chutesd::ops
