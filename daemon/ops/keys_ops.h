#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "daemon/api/chutes_api.h"
#include "daemon/base/call_context.h"
#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/model/types.h"
#include "daemon/ops/chute_directory.h"
#include "daemon/ops/key_book.h"
#include "daemon/ops/ledger_thread.h"
#include "daemon/ops/signing_account.h"

namespace chutesd::ops {

// A window of a list.
struct KeyListArgs {
  std::int64_t offset = 0;  // items to leave out
  std::int64_t size = 25;   // items wanted, > 0
  std::string name;         // keep keys whose name contains this, whatever the ASCII case; empty: all
};

struct KeyList {
  std::vector<model::ApiKey> keys;  // newest first, then by id
  std::int64_t total = 0;           // keys that match, over all windows
  std::vector<Warning> warnings;
};

struct FoundKey {
  model::ApiKey key;
  std::vector<Warning> warnings;
};

struct NewKey {
  model::CreatedApiKey created;
  std::vector<Warning> warnings;
};

struct DeletedKey {
  std::string api_key_id;
  std::vector<Warning> warnings;
};

// Operations on API keys. The warnings of each tell of keys whose secrets were lost, and of changes whose end
// is known only now. Runs on the loop thread; what it is given outlives it.
class KeysOps {
 public:
  KeysOps(api::ChutesApi& api, LedgerThread& ledger, const Clock& clock)
      : api_(api), book_(api, ledger, clock), chutes_(api) {}

  asio::awaitable<Result<KeyList>> List(CallContext ctx, SessionPtr session, KeyListArgs args);
  // `id_or_name`: a UUID is an id, as no name is that long. An unknown name's error has the nearest ones.
  asio::awaitable<Result<FoundKey>> Get(CallContext ctx, SessionPtr session, std::string id_or_name);
  // Scopes about chutes may name them. What is about to be made is in the ledger before it is sent;
  // LEDGER_FAILED, and nothing is sent, if it cannot be.
  asio::awaitable<Result<NewKey>> Create(CallContext ctx, SessionPtr session, model::ApiKeySpec spec);
  asio::awaitable<Result<DeletedKey>> Delete(CallContext ctx, SessionPtr session, std::string id_or_name);

 private:
  // Puts ids in the place of names.
  asio::awaitable<Result<model::ApiKeySpec>> Resolve(CallContext ctx, api::Account account,
                                                     model::ApiKeySpec spec);
  asio::awaitable<Status> NameTaken(CallContext ctx, api::Account account, std::string name, Status refused);

  api::ChutesApi& api_;
  KeyBook book_;
  ChuteDirectory chutes_;
};

// Pure part, for tests: cuts the window `args` out of ordered `keys`.
KeyList WindowOf(std::vector<model::ApiKey> keys, const KeyListArgs& args);

}  // namespace chutesd::ops
