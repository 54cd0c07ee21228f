#include "daemon/ops/keys/key_intents.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <utility>

#include "daemon/api/http_time.h"

namespace chutesd::ops {
namespace {

using ledger::KeyEntry;
using ledger::Ledger;
using ledger::State;
using std::chrono::minutes;

// How far the API's clock may be off: beyond ten minutes it takes no signature.
constexpr minutes kClockSkew{15};
// A key that was just made need not be in a list that was asked for before.
constexpr minutes kListed{10};
constexpr std::size_t kMostInFull = 10;

// Whatever the file says of its sender, no call lasts that long.
bool IsOpen(const KeyEntry& entry, model::Time now) {
  return entry.state == State::kReplyLost ||
         (entry.state == State::kSending && now - entry.intent_time >= kIntentLife);
}

LostKey Lost(const KeyEntry& entry, std::string id) {
  return {entry.row, std::move(id), entry.name, entry.intent_time};
}

Warning NotThere(const KeyEntry& entry, bool settled) {
  const std::string when = api::UtcText(entry.intent_time);
  if (settled) {
    return {code::kKeyNotMade,
            fmt::format("API key '{}' was not made: the reply of {} was lost, and there is no such key",
                        entry.name, when),
            {{fact::kName, entry.name}}};
  }
  return {
      code::kKeyOutcomeOpen,
      fmt::format("whether API key '{}' is made is not known yet: the reply of {} was lost, and the key is "
                  "not there so far; that is certain in two minutes",
                  entry.name, when),
      {{fact::kName, entry.name}}};
}

// Those that are known to be lost without asking the API.
std::vector<LostKey> KnownLost(const std::vector<KeyEntry>& entries) {
  std::vector<LostKey> lost;
  for (const KeyEntry& entry : entries) {
    if (entry.state == State::kSecretLost) lost.push_back(Lost(entry, entry.api_key_id));
  }
  return lost;
}

// Tells of each lost key, how to remove it; a few in full, the rest by number.
std::vector<Warning> WarningsOf(const std::vector<LostKey>& lost) {
  std::vector<Warning> warnings;
  for (const LostKey& key : lost) {
    if (warnings.size() == kMostInFull) {
      const std::string more = std::to_string(lost.size() - kMostInFull);
      warnings.push_back({code::kKeySecretsLost,
                          fmt::format("{} more API keys were made whose secrets were lost", more),
                          {{fact::kCount, more}}});
      break;
    }
    warnings.push_back(
        {code::kKeySecretLost,
         fmt::format("API key '{}' was made, but the reply of {} with its secret was lost: nobody can use it",
                     key.name, api::UtcText(key.intent_time)),
         {{fact::kName, key.name}, {fact::kApiKeyId, key.api_key_id}}});
  }
  return warnings;
}

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
  Append(warnings, all);
  return all;
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
        const bool is_new = key.api_key_id.empty() || ids.insert(key.api_key_id).second;
        if (is_new) list.keys.push_back(std::move(key));
      }
    }
    list.complete = static_cast<std::int64_t>(list.keys.size()) >= total;
  }
  std::sort(list.keys.begin(), list.keys.end(), [](const model::ApiKey& a, const model::ApiKey& b) {
    return a.create_time != b.create_time ? a.create_time > b.create_time : a.api_key_id < b.api_key_id;
  });
  co_return list;
}

asio::awaitable<KeyRecords> KeyIntents::ReadEntries(api::Account account) {
  ledger::AccountId id = LedgerIdOf(account);
  Result<std::vector<ledger::KeyEntry>> entries = co_await ledger_.Call(&Ledger::Keys, std::move(id));
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

Pending<KeyInventory> KeyIntents::ReadAll(CallContext ctx, api::Account account) {
  KeyRecords records = co_await ReadEntries(account);
  Result<KeyInventory> all = co_await ReadKeys(std::move(ctx), std::move(account), std::move(records));
  co_return all;
}

Pending<KeyInventory> KeyIntents::ReadKeys(CallContext ctx, api::Account account, KeyRecords records) {
  KeyInventory all;
  all.records = std::move(records);
  Result<List> list = co_await ReadList(ctx, account);
  if (!list.ok()) co_return list.status();
  KeyReconciliation found = Reconcile(all.records.entries, list->keys, list->complete, NowOf(clock_));
  // A file may have another account's user id, whose entries are not this one's to forget.
  const std::string said = account.user_id;
  if (!list->keys.empty()) {
    account.user_id = list->keys.front().user_id;
  } else if (!found.to_forget.empty()) {
    Result<api::Account> confirmed = co_await api_.Confirm(std::move(ctx), account);
    if (!confirmed.ok()) co_return confirmed.status();
    account = *std::move(confirmed);
  }
  if (account.user_id != said && !account.user_id.empty()) {
    all.records = co_await ReadEntries(account);
    found = Reconcile(all.records.entries, list->keys, list->complete, NowOf(clock_));
  }
  for (const LostKey& key : found.newly_lost) {
    (void)co_await ledger_.Call(&Ledger::RecordKeyOutcome, key.row, State::kSecretLost, key.api_key_id);
  }
  for (const std::int64_t row : found.to_forget) (void)co_await Forget(row);
  all.records.lost = std::move(found.lost);
  Append(std::move(found.warnings), all.records.warnings);
  all.keys = std::move(list->keys);
  for (model::ApiKey& key : all.keys) Annotate(all.records.entries, all.records.lost, key);
  co_return all;
}

asio::awaitable<KeyRecords> KeyIntents::ReadRecords(CallContext ctx, api::Account account) {
  KeyRecords records = co_await ReadEntries(account);
  if (HasOpenIntents(records.entries, NowOf(clock_))) {
    Result<KeyInventory> all = co_await ReadKeys(std::move(ctx), std::move(account), records);
    if (all.ok()) records = std::move(all->records);
  }
  co_return records;
}

Pending<std::int64_t> KeyIntents::Begin(api::Account account, model::ApiKeySpec spec) {
  ledger::AccountId id = LedgerIdOf(account);
  Result<std::int64_t> row =
      co_await ledger_.Call(&Ledger::BeginKey, std::move(id), std::move(spec), NowOf(clock_));
  if (row.ok()) co_return row;
  Failure failure = row.failure();
  failure.message += "; so the API was not asked for a key, which would be lost if its reply was";
  co_return failure;
}

asio::awaitable<std::vector<Warning>> KeyIntents::RecordOutcome(std::int64_t row, State state,
                                                                std::string id) {
  const Status written = co_await ledger_.Call(&Ledger::RecordKeyOutcome, row, state, std::move(id));
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

KeyReconciliation Reconcile(const std::vector<KeyEntry>& entries, const std::vector<model::ApiKey>& keys,
                            bool complete, model::Time now) {
  KeyReconciliation found;
  std::set<std::string> there;
  std::map<std::string, const model::ApiKey*> by_name;
  for (const model::ApiKey& key : keys) {
    there.insert(key.api_key_id);
    by_name[key.name] = &key;
  }
  std::set<std::string> known;
  for (const KeyEntry& entry : entries) {
    if (!entry.api_key_id.empty()) known.insert(entry.api_key_id);
  }
  // Newest first: of two entries with one name, the key is the later one's.
  for (const KeyEntry& entry : entries) {
    const auto age = now - entry.intent_time;
    if (!entry.api_key_id.empty()) {
      if (there.contains(entry.api_key_id)) {
        if (entry.state == State::kSecretLost) found.lost.push_back(Lost(entry, entry.api_key_id));
      } else if (complete && age >= kListed) {
        found.to_forget.push_back(entry.row);
      }
      continue;
    }
    if (!IsOpen(entry, now)) continue;
    const auto named = by_name.find(entry.name);
    const bool is_there = named != by_name.end() && !known.contains(named->second->api_key_id) &&
                          named->second->create_time.value_or(now) >= entry.intent_time - kClockSkew;
    if (is_there) {
      const std::string& id = named->second->api_key_id;
      known.insert(id);
      found.newly_lost.push_back(Lost(entry, id));
      found.lost.push_back(Lost(entry, id));
    } else if (complete) {
      const bool settled = age >= kIntentLife;
      found.warnings.push_back(NotThere(entry, settled));
      if (settled) found.to_forget.push_back(entry.row);
    }
  }
  return found;
}

bool HasOpenIntents(const std::vector<KeyEntry>& entries, model::Time now) {
  return std::any_of(entries.begin(), entries.end(),
                     [now](const KeyEntry& entry) { return IsOpen(entry, now); });
}

void Annotate(const std::vector<KeyEntry>& entries, const std::vector<LostKey>& lost, model::ApiKey& key) {
  const auto is_lost = std::find_if(lost.begin(), lost.end(),
                                    [&](const LostKey& one) { return one.api_key_id == key.api_key_id; });
  key.secret_lost = is_lost != lost.end();
  const auto entry = std::find_if(entries.begin(), entries.end(), [&](const KeyEntry& one) {
    return key.secret_lost ? one.row == is_lost->row : one.api_key_id == key.api_key_id;
  });
  if (entry == entries.end()) return;
  key.in_ledger = true;
  CompleteActions(entry->scopes, key.scopes);
}

void CompleteActions(std::vector<model::Scope> asked, std::vector<model::Scope>& answered) {
  for (model::Scope& scope : answered) {
    const auto same = std::find_if(asked.begin(), asked.end(), [&](const model::Scope& one) {
      return one.object_type == scope.object_type && one.object_id == scope.object_id;
    });
    if (same == asked.end()) continue;
    scope.action = same->action;
    asked.erase(same);
  }
}

}  // namespace chutesd::ops
