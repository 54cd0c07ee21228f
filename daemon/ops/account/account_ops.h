#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/api/chutes_api.h"
#include "daemon/base/call_context.h"
#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/model/types.h"
#include "daemon/ops/operation.h"

namespace chutesd::ops {

struct UsernameArgs {
  std::string api_url;  // normalised
  std::string username;
};

struct UsernameAvailability {
  std::string problem;  // what is wrong with the name; empty if it keeps the rule
  bool available = false;
  std::vector<std::string> alternatives;  // free at the moment; only if the name is not
};

// The empty answer of a fingerprint that was changed.
struct FingerprintChanged {};

// Operations on the account itself. Loop thread; `api` outlives it.
class AccountOps {
 public:
  explicit AccountOps(api::ChutesApi& api) : api_(api) {}

  // Warns if the config file has another user id than the API.
  Pending<Answer<model::User>> Get(CallContext ctx, SessionPtr session);

  // Whether a user name is available, and, if not, up to three like it that are. The API is not asked about a
  // name that breaks the rule.
  Pending<UsernameAvailability> CheckUsername(CallContext ctx, UsernameArgs question);

  // Sets a new fingerprint, signed with the session's hotkey: HOTKEY_MISSING without one. Sent a second time
  // if the answer is lost, which sets the same value; OUTCOME_UNKNOWN if that answer is lost as well.
  // `fingerprint` keeps the rule of ProblemOfFingerprint.
  Pending<FingerprintChanged> ChangeFingerprint(CallContext ctx, SessionPtr session,
                                                SecretString fingerprint);

 private:
  api::ChutesApi& api_;
};

// User names like `username`, which keeps the rule and is taken: each keeps the rule too and differs from
// it and from the others, whatever the case. Best first.
std::vector<std::string> SimilarUsernames(std::string_view username);

}  // namespace chutesd::ops
