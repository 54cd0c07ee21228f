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
#include "daemon/ops/chute_directory.h"
#include "daemon/ops/ledger_thread.h"
#include "daemon/ops/secret_book.h"
#include "daemon/ops/signing_account.h"

namespace chutesd::ops {

struct SecretListArgs {
  std::int64_t offset = 0;  // items to leave out
  std::int64_t size = 25;   // items wanted, > 0
};

struct SecretList {
  std::vector<model::Secret> secrets;  // newest first, as the API orders them; with their chutes' names
  std::int64_t total = 0;              // secrets of the account
  std::vector<Warning> warnings;
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

struct FoundSecret {
  model::Secret secret;
  bool replaced = false;  // Set only: another one was deleted for it
  std::vector<Warning> warnings;
};

struct DeletedSecret {
  std::string secret_id;
  std::vector<Warning> warnings;
};

// Operations on secrets. The warnings of each tell of changes whose end is known only now. A chute's name is
// turned into its id first: the API would take `_` and `%` in it as wildcards. Runs on the loop thread; what
// it is given outlives it.
class SecretsOps {
 public:
  SecretsOps(api::ChutesApi& api, LedgerThread& ledger, const Clock& clock)
      : api_(api), book_(api, ledger, clock), chutes_(api) {}

  asio::awaitable<Result<SecretList>> List(CallContext ctx, SessionPtr session, SecretListArgs args);
  asio::awaitable<Result<FoundSecret>> Get(CallContext ctx, SessionPtr session, SecretRef ref);
  // What is about to be made is in the ledger before it is sent; LEDGER_FAILED, and nothing is sent, if it
  // cannot be.
  asio::awaitable<Result<FoundSecret>> Create(CallContext ctx, SessionPtr session, NewSecret secret);
  // The same, in the place of the secret that is there. Once that is deleted, the caller's going away stops
  // nothing; an error says what is gone.
  asio::awaitable<Result<FoundSecret>> Set(CallContext ctx, SessionPtr session, NewSecret secret);
  asio::awaitable<Result<DeletedSecret>> Delete(CallContext ctx, SessionPtr session, SecretRef ref);

 private:
  // Adds the chutes' names; an empty one where none is known. Returns a warning if they could not be read.
  asio::awaitable<std::vector<Warning>> NameChutes(CallContext ctx, api::Account account,
                                                   std::vector<model::Secret>* secrets);
  asio::awaitable<Result<model::Secret>> Look(CallContext ctx, api::Account account, SecretRef ref);
  // Deletes what stands in the way of a new secret; whether there was something.
  asio::awaitable<Result<bool>> Clear(CallContext ctx, api::Account account, std::string chute_id,
                                      std::string key);
  // The part of Create and Set that sends.
  asio::awaitable<Result<FoundSecret>> Send(CallContext ctx, api::Account account, model::Chute chute,
                                            std::string key, SecretString value, bool replace);
  asio::awaitable<Result<FoundSecret>> Make(CallContext ctx, SessionPtr session, NewSecret secret,
                                            bool replace);

  api::ChutesApi& api_;
  SecretBook book_;
  ChuteDirectory chutes_;
};

}  // namespace chutesd::ops
