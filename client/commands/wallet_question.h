#pragma once

#include <optional>

#include "client/commands/registration.h"
#include "client/prompt/prompter.h"

namespace chutes::commands {

// Asks which wallet and which hotkey of it, among those that can be used; what the command line names is
// taken if it can be. Nothing to go on; else the command ends with this exit status.
std::optional<cli::Exit> AskHotkey(Context& context, prompt::Prompter& prompter, Registration& registration);

}  // namespace chutes::commands
