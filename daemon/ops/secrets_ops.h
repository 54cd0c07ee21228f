#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "daemon/api/chutes_api.h"
#include "daemon/base/call_context.h"
#include "daemon/base/secret_string.h"
#include "daemon/model/chute.h"
#include "daemon/model/secret.h"
#include "daemon/ops/signing_account.h"

namespace chutesd::ops {

struct SecretListArgs {
  std::int64_t offset = 0;  // items to leave out
  std::int64_t size = 25;   // items wanted, > 0
};

struct SecretList {
  std::vector<model::Secret> secrets;  // newest first, as the API orders them
  std::int64_t total = 0;              // secrets of the account
};

struct NewSecret {
  std::string purpose;  // chute id or name
  std::string key;
  SecretString value;
};

// Operations on secrets. Runs on the loop thread; `api` outlives it.
class SecretsOps {
 public:
  explicit SecretsOps(api::ChutesApi& api) : api_(api) {}

  asio::awaitable<absl::StatusOr<SecretList>> List(CallContext ctx, SessionPtr session, SecretListArgs args);
  asio::awaitable<absl::StatusOr<model::Secret>> Get(CallContext ctx, SessionPtr session,
                                                     std::string secret_id);
  // Turns a chute name into its id first: the API would take `_` and `%` in it as wildcards.
  asio::awaitable<absl::StatusOr<model::Secret>> Create(CallContext ctx, SessionPtr session,
                                                        NewSecret secret);
  asio::awaitable<absl::StatusOr<std::string>> Delete(CallContext ctx, SessionPtr session,
                                                      std::string secret_id);

 private:
  asio::awaitable<absl::StatusOr<std::string>> ChuteIdOf(CallContext ctx, api::Account account,
                                                         std::string purpose);

  api::ChutesApi& api_;
};

// Pure part, for tests: the one chute of `user_id` named `name`, whatever the ASCII case.
// CHUTE_NOT_FOUND or CHUTE_AMBIGUOUS otherwise.
absl::StatusOr<std::string> PickChute(const std::vector<model::Chute>& chutes, std::string_view user_id,
                                      std::string_view name);

}  // namespace chutesd::ops
