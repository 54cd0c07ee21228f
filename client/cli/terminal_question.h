#pragma once

#include <cstddef>
#include <string_view>

#include "client/cli/env.h"

namespace chutes::cli {

// Env::ask for the process' own standard error and input. Ctrl-C is an answer; SIGTERM and SIGHUP end the
// process, and Ctrl-Z stops it, with the terminal as it was found. For programs with one thread.
Answer AskOnTerminal(std::string_view prompt, std::size_t limit, bool hidden);

}  // namespace chutes::cli
