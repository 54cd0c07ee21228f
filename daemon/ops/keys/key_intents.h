#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "daemon/api/chutes_api.h"
#include "daemon/base/call_context.h"
#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/ledger/ledger.h"
#include "daemon/model/types.h"
#include "daemon/ops/answer.h"
#include "daemon/ops/async_ledger.h"
#include "daemon/ops/keys/key_reconciliation.h"

namespace chutesd::ops {

// What the ledger has of an account's keys, reconciled with the API as far as was needed.
struct KeyRecords {
  std::vector<ledger::KeyEntry> entries;
  std::vector<LostKey> lost;
  std::vector<Warning> warnings;  // lost keys aside

  // All that the caller should know, but nothing about the key `deleted` (an id).
  std::vector<Warning> Warnings(const std::string& deleted = "") const;
};

struct KeyInventory {
  std::vector<model::ApiKey> keys;  // newest first, then by id
  KeyRecords records;
};

// The keys of an account as the API and the ledger know them together, and the intents to make some: a key is
// in the ledger before it is sent, and if its reply is lost, the next call reconciles the ledger with the
// API. Runs on the loop thread; what it is given outlives it.
class KeyIntents {
 public:
  KeyIntents(api::ChutesApi& api, AsyncLedger& ledger, const Clock& clock)
      : api_(api), ledger_(ledger), clock_(clock) {}

  // The API has neither order nor filter, so all keys are read; 10,000 at most. A ledger that cannot be read
  // is a warning.
  Pending<KeyInventory> ReadAll(CallContext ctx, api::Account account);
  // The records alone; all keys are read only if an intent is open, and if that fails it stays open.
  asio::awaitable<KeyRecords> ReadRecords(CallContext ctx, api::Account account);

  // Writes down that the key is about to be made. LEDGER_FAILED if that cannot be: then it must not be sent.
  Pending<std::int64_t> Begin(api::Account account, model::ApiKeySpec spec);
  // Returns what the caller should know if the outcome cannot be written down.
  asio::awaitable<std::vector<Warning>> RecordOutcome(std::int64_t row, ledger::State state, std::string id);
  asio::awaitable<Status> Forget(std::int64_t row) { return ledger_.ForgetKey(row); }
  asio::awaitable<Status> ForgetById(const api::Account& account, std::string id);

 private:
  struct List {
    std::vector<model::ApiKey> keys;
    bool complete = false;
  };
  Pending<List> ReadList(CallContext ctx, api::Account account);
  asio::awaitable<KeyRecords> ReadEntries(api::Account account);
  // Takes over into the records, and into the ledger, what comes of comparing them with the list.
  asio::awaitable<KeyRecords> Update(KeyRecords records, KeyReconciliation found);
  model::Time Now() const;

  api::ChutesApi& api_;
  AsyncLedger& ledger_;
  const Clock& clock_;
};

// Pure part, for tests: drops repeated ids and sorts newest first, then by id.
void SortNewestFirst(std::vector<model::ApiKey>& keys);

}  // namespace chutesd::ops
