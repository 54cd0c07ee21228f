#pragma once

#include <optional>
#include <string>

#include "client/commands/context.h"

namespace chutes::commands {

// The config file that requests go by, whether or not it can be used: what the command line or the
// environment names, else the daemon's own choice. Nothing if the daemon cannot be asked: `error` says why.
std::optional<std::string> ConfigPathInUse(Context& context, rpc::CallError& error);

}  // namespace chutes::commands
