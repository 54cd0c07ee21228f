#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/api/chutes_api.h"
#include "daemon/base/call_context.h"
#include "daemon/base/failure.h"
#include "daemon/model/types.h"
#include "daemon/ops/operation.h"

namespace chutesd::ops {

// The chutes that are the account's own; 5,000 at most. Loop thread, as the following.
Pending<std::vector<model::Chute>> ListOwnChutes(api::ChutesApi& api, CallContext ctx, api::Account account);

// The id of the chute that `id_or_name` means: a UUID is taken as it is, in lower case; a name must be of
// one chute of this account, whatever the ASCII case. CHUTE_NOT_FOUND or CHUTE_AMBIGUOUS name `field`.
Pending<model::Chute> FindChute(api::ChutesApi& api, CallContext ctx, api::Account account,
                                std::string id_or_name, std::string field);

// Pure part, for tests: the one of `chutes` named `name`, whatever the ASCII case. Else the error, with the
// nearest names.
Result<model::Chute> PickChute(const std::vector<model::Chute>& chutes, std::string_view name,
                               std::string_view field);

}  // namespace chutesd::ops
