#pragma once

#include <string>
#include <string_view>

#include "chutesd/v1/selector.pb.h"
#include "client/cli/arguments.h"
#include "client/cli/env.h"
#include "client/cli/usage.h"

namespace chutes::cli {

// A path as the daemon, with its own home and folder, understands it: `~` becomes $HOME, and a
// relative path starts at the working directory.
Checked<std::string> AbsolutePath(std::string_view what, std::string_view path, const Env& env);

// The config file that the same options and variables name, as a path; empty if they name none.
Checked<std::string> NamedConfigPath(const Globals& globals, const Env& env);

// The same for what --wallets-path says; empty if it says nothing.
Checked<std::string> WalletsPath(const std::string& typed, const Env& env);

// Which session the command line (--config-path, --profile) and the environment (CHUTES_CONFIG_PATH,
// CHUTES_PROFILE, CHUTES_API_URL, CHUTES_ALLOW_MISSING) ask for, API key aside; empty variables count as not
// set. An option wins over a variable, and CHUTES_CONFIG_PATH over CHUTES_PROFILE, as a path says more.
Checked<chutesd::v1::SessionSelector> SelectSession(const Globals& globals, const Env& env);

}  // namespace chutes::cli
