#pragma once

#include <optional>

#include "client/commands/registration.h"
#include "client/prompt/prompter.h"

namespace chutes::commands {

// Where the config file goes: the one in use, unless it is there already and is not to be replaced; then
// another is proposed, a profile named after the account. Fills config_path and overwrite_config. Nothing to
// go on; else the command ends with this exit status.
std::optional<cli::Exit> AskConfigPath(Context& context, prompt::Prompter& prompter,
                                       std::string_view username, Registration& registration);

}  // namespace chutes::commands
