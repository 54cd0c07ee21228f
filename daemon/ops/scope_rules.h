#pragma once

#include <string>
#include <vector>

#include "daemon/base/failure.h"
#include "daemon/model/types.h"

namespace chutesd::ops {

// What the caller must know of the scopes of a new key: the API's server matches them only when a chute is
// invoked, so that any other scope lets the key do nothing. One warning at most. Pure.
std::vector<Warning> WarningsOfScopes(const std::vector<model::Scope>& scopes);

}  // namespace chutesd::ops
