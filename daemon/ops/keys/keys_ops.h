#pragma once

#include <cstdint>
#include <string>

#include "daemon/api/chutes_api.h"
#include "daemon/base/call_context.h"
#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/model/types.h"
#include "daemon/ops/async_ledger.h"
#include "daemon/ops/keys/key_intents.h"
#include "daemon/ops/operation.h"

namespace chutesd::ops {

struct KeyListArgs {
  std::int64_t offset = 0;  // items to leave out
  std::int64_t size = 25;   // items wanted, > 0
  std::string name;         // keep keys whose name contains this, whatever the ASCII case; empty: all
};

// Operations on API keys. The warnings of each tell of keys whose secrets were lost, and of changes whose
// outcome is known only now. Runs on the loop thread; what it is given outlives it.
class KeysOps {
 public:
  KeysOps(api::ChutesApi& api, AsyncLedger& ledger, const Clock& clock)
      : api_(api), intents_(api, ledger, clock) {}

  Pending<Answer<model::Page<model::ApiKey>>> List(CallContext ctx, SessionPtr session, KeyListArgs args);
  // `id_or_name`: a UUID is an id, as no name is that long. An unknown name's error has the nearest ones.
  Pending<Answer<model::ApiKey>> Get(CallContext ctx, SessionPtr session, std::string id_or_name);
  // Scopes about chutes may name them. What is about to be made is in the ledger before it is sent;
  // LEDGER_FAILED, and nothing is sent, if it cannot be.
  Pending<Answer<model::CreatedApiKey>> Create(CallContext ctx, SessionPtr session, model::ApiKeySpec spec);
  // Returns the key's id.
  Pending<Answer<std::string>> Delete(CallContext ctx, SessionPtr session, std::string id_or_name);

 private:
  // The one key that `id_or_name` means; of a UUID the key has the id alone.
  Pending<KeyInventory> Find(CallContext ctx, api::Account account, std::string id_or_name);
  // Replaces names by ids.
  Pending<model::ApiKeySpec> Resolve(CallContext ctx, api::Account account, model::ApiKeySpec spec);
  asio::awaitable<Status> NameTaken(CallContext ctx, api::Account account, std::string name, Status refused);

  api::ChutesApi& api_;
  KeyIntents intents_;
};

}  // namespace chutesd::ops
