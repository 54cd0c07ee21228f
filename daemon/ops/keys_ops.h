#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "daemon/api/chutes_api.h"
#include "daemon/base/call_context.h"
#include "daemon/model/api_key.h"
#include "daemon/model/created.h"
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
};

// Operations on API keys. Runs on the loop thread; `api` outlives it.
class KeysOps {
 public:
  explicit KeysOps(api::ChutesApi& api) : api_(api) {}

  // The API has neither order nor filter, so all keys are read; 10,000 at most.
  asio::awaitable<absl::StatusOr<KeyList>> List(CallContext ctx, SessionPtr session, KeyListArgs args);
  // `id_or_name`: a UUID is an id, as no name is that long.
  asio::awaitable<absl::StatusOr<model::ApiKey>> Get(CallContext ctx, SessionPtr session,
                                                     std::string id_or_name);
  asio::awaitable<absl::StatusOr<model::CreatedApiKey>> Create(CallContext ctx, SessionPtr session,
                                                               model::ApiKeySpec spec);
  // Returns the id of the key that was deleted.
  asio::awaitable<absl::StatusOr<std::string>> Delete(CallContext ctx, SessionPtr session,
                                                      std::string id_or_name);

 private:
  using Keys = std::vector<model::ApiKey>;
  asio::awaitable<absl::StatusOr<Keys>> ReadAll(CallContext ctx, api::Account account);
  asio::awaitable<absl::StatusOr<model::ApiKey>> FindByName(CallContext ctx, api::Account account,
                                                            std::string name);

  api::ChutesApi& api_;
};

// Pure parts, for tests.
// Drops repeated ids and sorts newest first, then by id.
void PutInOrder(std::vector<model::ApiKey>& keys);
// Cuts the window `args` out of ordered `keys`.
KeyList WindowOf(std::vector<model::ApiKey> keys, const KeyListArgs& args);

}  // namespace chutesd::ops
