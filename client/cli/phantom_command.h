#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/cli/usage.h"

namespace chutes::cli {

// The platform's documentation names commands that no program has, such as `chutes account info`. What to
// type instead, if the command line is one of them.
std::optional<UsageError> FindPhantom(const std::vector<std::string>& args);

}  // namespace chutes::cli
