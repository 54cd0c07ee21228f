#pragma once

#include <optional>
#include <string_view>

#include "client/commands/context.h"

namespace chutes::commands {

// What a person is asked about.
struct Deed {
  std::string_view grave = "deleting cannot be undone";  // why it is not done unasked
  std::string_view declined = "Nothing was deleted.";
};

// Asks "QUESTION [y/N]" on the terminal unless `yes`. Nothing to go on; else the exit status: declined,
// or no terminal to ask on, when `command` plus --yes is named.
std::optional<cli::Exit> Confirm(Context& context, bool yes, std::string_view question,
                                 std::string_view command, const Deed& deed = {});

// The same check before anything is asked of the daemon: nothing if Confirm could ask or need not.
std::optional<cli::Exit> RequireTerminalOrYes(Context& context, bool yes, std::string_view command,
                                              const Deed& deed = {});

}  // namespace chutes::commands
