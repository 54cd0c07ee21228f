#pragma once

#include <optional>
#include <string_view>

#include "client/commands/context.h"

namespace chutes::commands {

// Asks "QUESTION [y/N]" on the terminal unless `yes`. Nothing to go on; else the exit status: declined,
// or no terminal to ask on, when `command` plus --yes is named.
std::optional<cli::Exit> Confirm(Context& context, bool yes, std::string_view question,
                                 std::string_view command);

// The same check before anything is asked of the daemon: nothing if Confirm could ask or need not.
std::optional<cli::Exit> RequireTerminalOrYes(Context& context, bool yes, std::string_view command);

}  // namespace chutes::commands
