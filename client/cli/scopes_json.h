#pragma once

#include <string>
#include <vector>

#include "chutesd/v1/keys.pb.h"
#include "client/cli/usage.h"

namespace chutes::cli {

// Reads the document of --json-input: `{"scopes": [SCOPE]}` or a bare `[SCOPE]`, where SCOPE is
// `{"object_type": "chutes", "object_id": "...", "action": "invoke"}`; object_id and action may be
// absent or null. Anything else is refused and named by its path, as a slip here would grant rights
// that nobody meant.
Checked<std::vector<chutesd::v1::Scope>> ReadScopes(const std::string& json);

}  // namespace chutes::cli
