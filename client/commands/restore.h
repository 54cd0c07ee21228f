#pragma once

#include "client/commands/context.h"

namespace chutes::commands {

// `register --restore`: the config file of the account that the hotkey has already.
cli::Exit RestoreConfig(Context& context, const cli::RegisterArgs& args);

}  // namespace chutes::commands
