#pragma once

#include "client/commands/context.h"
#include "client/commands/registration.h"
#include "client/prompt/prompter.h"

namespace chutes::commands {

// `register --restore`: the config file of the account that the hotkey has already. `prompter`: who can be
// asked for the hotkey's password; null if nobody.
cli::Exit RestoreConfig(Context& context, prompt::Prompter* prompter, Registration& registration);

}  // namespace chutes::commands
