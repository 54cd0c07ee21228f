#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/ledger/ledger.h"
#include "daemon/model/types.h"

namespace chutesd::ops {

// What the API's list of keys and the ledger's entries say together. Pure.
// A key that was made here and whose secret nobody has.
struct LostKey {
  std::int64_t row = 0;
  std::string api_key_id;
  std::string name;
  model::Time intent_time;
};

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

// The same without the API: only those that are known to be lost.
std::vector<LostKey> KnownLost(const std::vector<ledger::KeyEntry>& entries);

// Whether the outcome of an entry is not known, so that the whole list of keys is needed.
bool HasOpenIntents(const std::vector<ledger::KeyEntry>& entries, model::Time now);

// Adds what the ledger knows of `key`: the actions of its scopes, and whether its secret was lost.
void Annotate(const std::vector<ledger::KeyEntry>& entries, const std::vector<LostKey>& lost,
              model::ApiKey& key);

// Tells of each lost key, how to remove it; a few in full, the rest by number.
std::vector<Warning> WarningsOf(const std::vector<LostKey>& lost);

}  // namespace chutesd::ops
