#include "daemon/ops/keys/key_intents.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "daemon/ops/signing_account.h"

namespace chutesd::ops {
namespace {

using ledger::State;

constexpr std::int64_t kUpstreamPageSize = 1000;
constexpr std::int64_t kMostKeys = 10'000;

Status TooManyKeys(std::int64_t total) {
  Failure failure = Fail(
      Reason::kUpstreamTooLarge,
      fmt::format("the account has {} API keys; lists of up to {} can be put in order", total, kMostKeys));
  failure.next_step = "delete keys that are not used, by id";
  return failure;
}

}  // namespace

std::vector<Warning> KeyRecords::Warnings(const std::string& deleted) const {
  std::vector<LostKey> still_there = lost;
  std::erase_if(still_there, [&](const LostKey& key) { return key.api_key_id == deleted; });
  std::vector<Warning> all = WarningsOf(still_there);
  all.insert(all.end(), warnings.begin(), warnings.end());
  return all;
}

void SortNewestFirst(std::vector<model::ApiKey>& keys) {
  std::sort(keys.begin(), keys.end(), [](const model::ApiKey& a, const model::ApiKey& b) {
    if (a.create_time != b.create_time) return a.create_time > b.create_time;
    return a.api_key_id < b.api_key_id;
  });
  const auto same_id = [](const model::ApiKey& a, const model::ApiKey& b) {
    return a.api_key_id == b.api_key_id;
  };
  keys.erase(std::unique(keys.begin(), keys.end(), same_id), keys.end());
}

model::Time KeyIntents::Now() const {
  return std::chrono::time_point_cast<std::chrono::microseconds>(clock_.Now());
}

Pending<KeyIntents::List> KeyIntents::ReadList(CallContext ctx, api::Account account) {
  List list;
  std::set<std::string> ids;
  // Pages of an unordered list may overlap, and then others are missed: a second pass finds those.
  for (int pass = 0; pass < 2 && !list.complete; ++pass) {
    std::int64_t total = 0;
    for (std::int64_t page = 0; page == 0 || page * kUpstreamPageSize < total; ++page) {
      Result<model::Page<model::ApiKey>> got = co_await api_.ListKeys(ctx, account, page, kUpstreamPageSize);
      if (!got.ok()) co_return got.status();
      total = got->total;
      if (total > kMostKeys) co_return TooManyKeys(total);
      if (got->items.empty()) break;
      for (model::ApiKey& key : got->items) {
        if (ids.insert(key.api_key_id).second) list.keys.push_back(std::move(key));
      }
    }
    list.complete = static_cast<std::int64_t>(list.keys.size()) >= total;
  }
  SortNewestFirst(list.keys);
  co_return list;
}

asio::awaitable<KeyRecords> KeyIntents::ReadEntries(api::Account account) {
  ledger::AccountId id = LedgerIdOf(account);
  Result<std::vector<ledger::KeyEntry>> entries = co_await ledger_.Keys(std::move(id));
  KeyRecords records;
  if (entries.ok()) {
    records.entries = *std::move(entries);
    records.lost = KnownLost(records.entries);
  } else {
    records.warnings.push_back({code::kLedgerUnusable,
                                entries.status().message() + "; what keys made here may do is not known",
                                entries.failure().facts});
  }
  co_return records;
}

asio::awaitable<KeyRecords> KeyIntents::Update(KeyRecords records, KeyReconciliation found) {
  records.lost = std::move(found.lost);
  records.warnings.insert(records.warnings.end(), found.warnings.begin(), found.warnings.end());
  for (const LostKey& key : found.newly_lost) {
    (void)co_await ledger_.RecordKeyOutcome(key.row, State::kSecretLost, key.api_key_id);
  }
  for (const std::int64_t row : found.to_forget) (void)co_await ledger_.ForgetKey(row);
  co_return records;
}

Pending<KeyInventory> KeyIntents::ReadAll(CallContext ctx, api::Account account) {
  KeyRecords records = co_await ReadEntries(account);
  Result<List> list = co_await ReadList(std::move(ctx), std::move(account));
  if (!list.ok()) co_return list.status();
  KeyReconciliation found = Reconcile(records.entries, list->keys, list->complete, Now());
  KeyInventory all;
  all.records = co_await Update(std::move(records), std::move(found));
  all.keys = std::move(list->keys);
  for (model::ApiKey& key : all.keys) Annotate(all.records.entries, all.records.lost, key);
  co_return all;
}

asio::awaitable<KeyRecords> KeyIntents::ReadRecords(CallContext ctx, api::Account account) {
  KeyRecords records = co_await ReadEntries(account);
  if (!HasOpenIntents(records.entries, Now())) co_return records;
  Result<List> list = co_await ReadList(std::move(ctx), std::move(account));
  if (!list.ok()) co_return records;
  KeyReconciliation found = Reconcile(records.entries, list->keys, list->complete, Now());
  records = co_await Update(std::move(records), std::move(found));
  co_return records;
}

Pending<std::int64_t> KeyIntents::Begin(api::Account account, model::ApiKeySpec spec) {
  ledger::AccountId id = LedgerIdOf(account);
  Result<std::int64_t> row = co_await ledger_.BeginKey(std::move(id), std::move(spec), Now());
  if (row.ok()) co_return row;
  Failure failure = row.failure();
  failure.message += "; so the API was not asked for a key, which would be lost if its reply was";
  co_return failure;
}

asio::awaitable<std::vector<Warning>> KeyIntents::RecordOutcome(std::int64_t row, State state,
                                                                std::string id) {
  const Status written = co_await ledger_.RecordKeyOutcome(row, state, std::move(id));
  std::vector<Warning> warnings;
  if (!written.ok()) {
    warnings.push_back(
        {code::kLedgerBehind,
         written.message() +
             "; if chutesd ends before it can, this key is taken for one whose secret was lost",
         written.failure().facts});
  }
  co_return warnings;
}

asio::awaitable<Status> KeyIntents::ForgetById(const api::Account& account, std::string id) {
  return ledger_.ForgetKeyById(LedgerIdOf(account), std::move(id));
}

}  // namespace chutesd::ops
