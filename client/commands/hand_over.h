#pragma once

#include "client/cli/env.h"
#include "client/cli/exit_code.h"
#include "client/cli/official_command.h"

namespace chutes::commands {

// Becomes the official CLI: the next `chutes` on PATH that is not this program. Arguments, terminal, signals
// and process stay as they are; CHUTES_CONFIG_PATH is set where a config file was named. Returns only if that
// cannot be, having said why: kError.
cli::Exit HandOver(const cli::OfficialCommand& command, cli::Env& env);

}  // namespace chutes::commands
