#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/api/chutes_api.h"
#include "daemon/base/call_context.h"
#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/ledger/ledger.h"
#include "daemon/model/types.h"
#include "daemon/ops/async_ledger.h"
#include "daemon/ops/operation.h"

namespace chutesd::ops {

// A key that was made here and whose secret nobody has.
struct LostKey {
  std::int64_t row = 0;
  std::string api_key_id;
  std::string name;
  model::Time intent_time;
};

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
  asio::awaitable<Status> Forget(std::int64_t row) { return ledger_.Call(&ledger::Ledger::ForgetKey, row); }
  asio::awaitable<Status> ForgetById(const api::Account& account, std::string id) {
    return ledger_.Call(&ledger::Ledger::ForgetKeyById, LedgerIdOf(account), std::move(id));
  }

 private:
  struct List {
    std::vector<model::ApiKey> keys;
    bool complete = false;
  };
  Pending<List> ReadList(CallContext ctx, api::Account account);
  asio::awaitable<KeyRecords> ReadEntries(api::Account account);
  // The keys as the API has them now, with `records` reconciled with those.
  Pending<KeyInventory> ReadKeys(CallContext ctx, api::Account account, KeyRecords records);

  api::ChutesApi& api_;
  AsyncLedger& ledger_;
  const Clock& clock_;
};

// What the API's list of keys and the ledger's entries say together. The following are pure.
struct KeyReconciliation {
  std::vector<LostKey> newly_lost;      // to be written to the ledger
  std::vector<LostKey> lost;            // all of them, the new ones included
  std::vector<std::int64_t> to_forget;  // rows: the key was not made, or is gone
  std::vector<Warning> warnings;        // about intents that were open, lost keys aside
};

// `complete`: `keys` are all keys of the account. A key that was not made is told from one that the API is
// still making by its age, as an API may go on working after its caller is gone.
KeyReconciliation Reconcile(const std::vector<ledger::KeyEntry>& entries,
                            const std::vector<model::ApiKey>& keys, bool complete, model::Time now);

// Whether the outcome of an entry is not known, so that the whole list of keys is needed.
bool HasOpenIntents(const std::vector<ledger::KeyEntry>& entries, model::Time now);

// Adds what the ledger knows of `key`: the actions of its scopes, and whether its secret was lost.
void Annotate(const std::vector<ledger::KeyEntry>& entries, const std::vector<LostKey>& lost,
              model::ApiKey& key);

// The API never says which actions a key allows, but the ledger knows what was asked for. The server may have
// stored the scopes in another order.
void CompleteActions(std::vector<model::Scope> asked, std::vector<model::Scope>& answered);

}  // namespace chutesd::ops
