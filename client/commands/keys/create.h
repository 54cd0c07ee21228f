#pragma once

#include <memory>
#include <string>
#include <vector>

#include "chutesd/v1/keys.pb.h"
#include "client/commands/command.h"

namespace chutes::commands {

// Reads the document of --json-input: `{"scopes": [SCOPE]}` or a bare `[SCOPE]`, where SCOPE is
// `{"object_type": "chutes", "object_id": "...", "action": "invoke"}`; object_id and action may be
// absent or null. Anything else is refused and named by its path, as a typing error here would grant rights
// by accident.
Checked<std::vector<chutesd::v1::Scope>> ReadScopes(const std::string& json);

std::unique_ptr<Command> MakeKeysCreate();

}  // namespace chutes::commands
