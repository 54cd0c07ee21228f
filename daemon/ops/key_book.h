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
#include "daemon/ops/key_findings.h"
#include "daemon/ops/ledger_thread.h"

namespace chutesd::ops {

// What the ledger knows of an account's keys, brought up to date as far as was needed.
struct KeyNotes {
  std::vector<ledger::KeyEntry> entries;
  std::vector<LostKey> lost;
  std::vector<Warning> warnings;  // lost keys aside

  // All that the caller should know; not about a key that is gone by now (`gone`, an id).
  std::vector<Warning> Warnings(const std::string& gone = "") const;
};

struct AllKeys {
  std::vector<model::ApiKey> keys;  // newest first, then by id
  KeyNotes notes;
};

// The keys of an account as the API and the ledger know them together. What was sent and never answered is
// found out about by the next who asks here. Runs on the loop thread; what it is given outlives it.
class KeyBook {
 public:
  KeyBook(api::ChutesApi& api, LedgerThread& ledger, const Clock& clock)
      : api_(api), ledger_(ledger), clock_(clock) {}

  // The API has neither order nor filter, so all keys are read; 10,000 at most. A ledger that cannot be read
  // is a warning.
  asio::awaitable<Result<AllKeys>> ReadAll(CallContext ctx, api::Account account);
  // The notes alone; all keys are read only if a change waits to be found out about, and what then fails is
  // left for the next time.
  asio::awaitable<KeyNotes> ReadNotes(CallContext ctx, api::Account account);

  // Writes down that the key is about to be made. LEDGER_FAILED if that cannot be: then it must not be sent.
  asio::awaitable<Result<std::int64_t>> Begin(api::Account account, model::ApiKeySpec spec);
  // What became of it; returns what the caller should know if that cannot be written down.
  asio::awaitable<std::vector<Warning>> Settle(std::int64_t row, ledger::State state, std::string id);
  asio::awaitable<void> Forget(std::int64_t row);
  asio::awaitable<void> ForgetById(api::Account account, std::string id);

 private:
  struct List {
    std::vector<model::ApiKey> keys;
    bool complete = false;
  };
  asio::awaitable<Result<List>> ReadList(CallContext ctx, api::Account account);
  asio::awaitable<KeyNotes> ReadEntries(api::Account account);
  // Compares notes with the whole list, and writes down what comes of it.
  asio::awaitable<KeyNotes> BringUpToDate(KeyNotes notes, List list);
  model::Time Now() const;

  api::ChutesApi& api_;
  LedgerThread& ledger_;
  const Clock& clock_;
};

// Pure part, for tests: drops repeated ids and sorts newest first, then by id.
void PutInOrder(std::vector<model::ApiKey>& keys);

}  // namespace chutesd::ops
