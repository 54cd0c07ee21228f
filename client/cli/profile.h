#pragma once

#include <string>
#include <string_view>

#include "client/cli/env.h"
#include "client/cli/usage.h"

// A profile is a config file in ~/.chutes/environments, called by its name without `.ini`.
namespace chutes::cli {

// The folder of the profiles. `what` (an option or a variable) is named if there is no home.
Checked<std::string> ProfilesFolder(std::string_view what, const Env& env);

// The config file of a profile. Refused: a name that is empty or long, has other characters than letters,
// digits, `.`, `_` and `-`, or begins with `.` or `-`, so that no name leads out of the folder.
Checked<std::string> ProfilePath(std::string_view what, std::string_view name, const Env& env);

// Whether ProfilePath would take the name.
bool IsProfileName(std::string_view name);

}  // namespace chutes::cli
