#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/api/chutes_api.h"
#include "daemon/base/call_context.h"
#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/model/types.h"
#include "daemon/ops/async_ledger.h"
#include "daemon/ops/operation.h"

namespace chutesd::ops {

// The id that the API gives a secret, computed as it does. Empty if the user is not known.
std::string SecretIdOf(const api::Account& account, std::string_view chute_id, std::string_view key);

// Finds secrets, and keeps the ledger's intents of those that are about to be made. Runs on the loop thread;
// what it is given outlives it.
class SecretIntents {
 public:
  SecretIntents(api::ChutesApi& api, AsyncLedger& ledger, const Clock& clock)
      : api_(api), ledger_(ledger), clock_(clock) {}

  // The secret of a chute with this key: asked for by its computed id; should the API compute ids otherwise,
  // looked for in the list. SECRET_NOT_FOUND has the nearest keys of the chute.
  Pending<model::Secret> Find(CallContext ctx, api::Account account, std::string chute_id, std::string key);

  // Asks the API about secrets that were sent and never answered. Never fails; an intent whose outcome cannot
  // be told now stays open. Returns what the caller should know.
  asio::awaitable<std::vector<Warning>> ReconcileLost(CallContext ctx, api::Account account);

  // Writes down that a secret is about to be made. LEDGER_FAILED if that cannot be: then nothing must be
  // sent.
  Pending<std::int64_t> Begin(api::Account account, std::string chute_id, std::string key);
  // What became of it: its outcome is known, or its reply is lost.
  asio::awaitable<Status> End(std::int64_t row, bool reply_lost);

 private:
  Pending<std::vector<model::Secret>> ReadAll(CallContext ctx, api::Account account);

  api::ChutesApi& api_;
  AsyncLedger& ledger_;
  const Clock& clock_;
};

}  // namespace chutesd::ops
