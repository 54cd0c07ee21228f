#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "daemon/api/chutes_api.h"
#include "daemon/base/call_context.h"
#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/model/types.h"
#include "daemon/ops/async_ledger.h"
#include "daemon/ops/operation.h"
#include "daemon/ops/secrets/secret_intents.h"

namespace chutesd::ops {

struct SecretListArgs {
  std::int64_t offset = 0;  // items to leave out
  std::int64_t size = 25;   // items wanted, > 0
};

// Which secret: by its id, or by chute and key.
struct SecretRef {
  std::string secret_id;  // empty: by the others
  std::string purpose;    // chute id or name
  std::string key;
};

struct NewSecret {
  std::string purpose;  // chute id or name
  std::string key;
  SecretString value;
};

struct StoredSecret {
  model::Secret secret;
  bool replaced = false;  // Set only: another one was deleted for it
};

// Operations on secrets. The warnings of each tell of changes whose outcome is known only now. A chute's name
// is turned into its id first: the API would take `_` and `%` in it as wildcards. Runs on the loop thread;
// what it is given outlives it.
class SecretsOps {
 public:
  SecretsOps(api::ChutesApi& api, AsyncLedger& ledger, const Clock& clock)
      : api_(api), intents_(api, ledger, clock) {}

  // Newest first, as the API orders them; with their chutes' names.
  Pending<Answer<model::Page<model::Secret>>> List(CallContext ctx, SessionPtr session, SecretListArgs args);
  Pending<Answer<model::Secret>> Get(CallContext ctx, SessionPtr session, SecretRef ref);
  // What is about to be made is in the ledger before it is sent; LEDGER_FAILED, and nothing is sent, if it
  // cannot be.
  Pending<Answer<StoredSecret>> Create(CallContext ctx, SessionPtr session, NewSecret secret);
  // The same, in place of the secret that is there. Once that is deleted, the caller's going away stops
  // nothing; an error says what is gone.
  Pending<Answer<StoredSecret>> Set(CallContext ctx, SessionPtr session, NewSecret secret);
  // Returns the secret's id.
  Pending<Answer<std::string>> Delete(CallContext ctx, SessionPtr session, SecretRef ref);

 private:
  // Adds the chutes' names; an empty one where none is known. Returns a warning if they could not be read.
  asio::awaitable<std::vector<Warning>> NameChutes(CallContext ctx, api::Account account,
                                                   std::vector<model::Secret>* secrets);
  Pending<model::Secret> Lookup(CallContext ctx, api::Account account, SecretRef ref);
  // Deletes what stands in the way of a new secret; whether there was something.
  Pending<bool> Clear(CallContext ctx, api::Account account, std::string chute_id, std::string key);
  // The part of Create and Set that sends.
  Pending<StoredSecret> Send(CallContext ctx, api::Account account, model::Chute chute, std::string key,
                             SecretString value, bool replace);
  Pending<Answer<StoredSecret>> Store(CallContext ctx, SessionPtr session, NewSecret secret, bool replace);

  api::ChutesApi& api_;
  SecretIntents intents_;
};

}  // namespace chutesd::ops
