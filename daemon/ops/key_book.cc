#include "daemon/ops/key_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "daemon/base/failure.h"

namespace chutesd::ops {
namespace {

using ledger::AccountId;
using ledger::KeyEntry;
using ledger::Ledger;
using ledger::State;

constexpr std::int64_t kUpstreamPageSize = 1000;
constexpr std::int64_t kMostKeys = 10'000;

Status TooManyKeys(std::int64_t total) {
  Failure failure;
  failure.reason = Reason::kUpstreamTooLarge;
  failure.message =
      fmt::format("the account has {} API keys; lists of up to {} can be put in order", total, kMostKeys);
  failure.next_step = "delete keys that are not used, by id";
  return failure;
}

AccountId IdOf(const api::Account& account) { return {account.api_url, account.user_id}; }

}  // namespace

std::vector<Warning> KeyNotes::Warnings(const std::string& gone) const {
  std::vector<LostKey> still_there = lost;
  std::erase_if(still_there, [&](const LostKey& key) { return key.api_key_id == gone; });
  std::vector<Warning> all = WarningsOf(still_there);
  all.insert(all.end(), warnings.begin(), warnings.end());
  return all;
}

void PutInOrder(std::vector<model::ApiKey>& keys) {
  std::sort(keys.begin(), keys.end(), [](const model::ApiKey& a, const model::ApiKey& b) {
    if (a.create_time != b.create_time) return a.create_time > b.create_time;
    return a.api_key_id < b.api_key_id;
  });
  const auto same_id = [](const model::ApiKey& a, const model::ApiKey& b) {
    return a.api_key_id == b.api_key_id;
  };
  keys.erase(std::unique(keys.begin(), keys.end(), same_id), keys.end());
}

model::Time KeyBook::Now() const {
  return std::chrono::time_point_cast<std::chrono::microseconds>(clock_.Now());
}

asio::awaitable<Result<KeyBook::List>> KeyBook::ReadList(CallContext ctx, api::Account account) {
  List list;
  std::set<std::string> ids;
  // Pages of an unordered list may overlap, and then others are missed: a second pass finds those.
  for (int pass = 0; pass < 2 && !list.complete; ++pass) {
    std::int64_t total = 0;
    for (std::int64_t page = 0; page == 0 || page * kUpstreamPageSize < total; ++page) {
      asio::awaitable<Result<model::Page<model::ApiKey>>> pending =
          api_.ListKeys(ctx, account, page, kUpstreamPageSize);
      Result<model::Page<model::ApiKey>> got = co_await std::move(pending);
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
  PutInOrder(list.keys);
  co_return list;
}

asio::awaitable<KeyNotes> KeyBook::ReadEntries(api::Account account) {
  using Entries = Result<std::vector<KeyEntry>>;
  std::function<Entries(Ledger&)> work = [id = IdOf(account)](Ledger& ledger) { return ledger.Keys(id); };
  asio::awaitable<Entries> reading = ledger_.Run<Entries>(std::move(work));
  Entries entries = co_await std::move(reading);
  KeyNotes notes;
  if (entries.ok()) {
    notes.entries = *std::move(entries);
    notes.lost = KnownLost(notes.entries);
  } else {
    notes.warnings.push_back({code::kLedgerUnusable,
                              entries.status().message() + "; what keys made here may do is not known",
                              entries.failure().facts});
  }
  co_return notes;
}

asio::awaitable<KeyNotes> KeyBook::BringUpToDate(KeyNotes notes, List list) {
  KeyFindings findings = FindOut(notes.entries, list.keys, list.complete, Now());
  notes.lost = std::move(findings.lost);
  notes.warnings.insert(notes.warnings.end(), findings.warnings.begin(), findings.warnings.end());
  if (findings.newly_lost.empty() && findings.to_forget.empty()) co_return notes;
  std::function<Status(Ledger&)> work = [findings = std::move(findings)](Ledger& ledger) {
    Status status;
    for (const LostKey& key : findings.newly_lost) {
      status.Update(ledger.SettleKey(key.row, State::kSecretLost, key.api_key_id));
    }
    for (const std::int64_t row : findings.to_forget) status.Update(ledger.ForgetKey(row));
    return status;
  };
  asio::awaitable<Status> writing = ledger_.Run<Status>(std::move(work));
  const Status written = co_await std::move(writing);
  LogUnwritten(written);
  co_return notes;
}

asio::awaitable<Result<AllKeys>> KeyBook::ReadAll(CallContext ctx, api::Account account) {
  asio::awaitable<KeyNotes> reading = ReadEntries(account);
  KeyNotes notes = co_await std::move(reading);
  asio::awaitable<Result<List>> listing = ReadList(std::move(ctx), std::move(account));
  Result<List> list = co_await std::move(listing);
  if (!list.ok()) co_return list.status();
  asio::awaitable<KeyNotes> comparing = BringUpToDate(std::move(notes), *list);
  AllKeys all;
  all.notes = co_await std::move(comparing);
  all.keys = std::move(list->keys);
  for (model::ApiKey& key : all.keys) Annotate(all.notes.entries, all.notes.lost, key);
  co_return all;
}

asio::awaitable<KeyNotes> KeyBook::ReadNotes(CallContext ctx, api::Account account) {
  asio::awaitable<KeyNotes> reading = ReadEntries(account);
  KeyNotes notes = co_await std::move(reading);
  if (!SomethingIsOpen(notes.entries, Now())) co_return notes;
  asio::awaitable<Result<List>> listing = ReadList(std::move(ctx), std::move(account));
  Result<List> list = co_await std::move(listing);
  if (!list.ok()) co_return notes;
  asio::awaitable<KeyNotes> comparing = BringUpToDate(std::move(notes), *std::move(list));
  KeyNotes compared = co_await std::move(comparing);
  co_return compared;
}

asio::awaitable<Result<std::int64_t>> KeyBook::Begin(api::Account account, model::ApiKeySpec spec) {
  using Row = Result<std::int64_t>;
  std::function<Row(Ledger&)> work = [id = IdOf(account), spec = std::move(spec),
                                      now = Now()](Ledger& ledger) { return ledger.BeginKey(id, spec, now); };
  asio::awaitable<Row> writing = ledger_.Run<Row>(std::move(work));
  Row row = co_await std::move(writing);
  if (row.ok()) co_return row;
  Failure failure = row.failure();
  failure.message += "; so the API was not asked for a key, which would be lost if its reply was";
  co_return failure;
}

asio::awaitable<std::vector<Warning>> KeyBook::Settle(std::int64_t row, State state, std::string id) {
  std::function<Status(Ledger&)> work = [row, state, id = std::move(id)](Ledger& ledger) {
    return ledger.SettleKey(row, state, id);
  };
  asio::awaitable<Status> writing = ledger_.Run<Status>(std::move(work));
  const Status written = co_await std::move(writing);
  LogUnwritten(written);
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

asio::awaitable<void> KeyBook::Forget(std::int64_t row) {
  std::function<Status(Ledger&)> work = [row](Ledger& ledger) { return ledger.ForgetKey(row); };
  asio::awaitable<Status> writing = ledger_.Run<Status>(std::move(work));
  LogUnwritten(co_await std::move(writing));
}

asio::awaitable<void> KeyBook::ForgetById(api::Account account, std::string id) {
  std::function<Status(Ledger&)> work = [account = IdOf(account), id = std::move(id)](Ledger& ledger) {
    return ledger.ForgetKeyById(account, id);
  };
  asio::awaitable<Status> writing = ledger_.Run<Status>(std::move(work));
  LogUnwritten(co_await std::move(writing));
}

}  // namespace chutesd::ops
