#pragma once

#include <string>
#include <vector>

#include "proto/support/unique_fd.h"

namespace chutes::start {

// The number under which a spawned program finds the pipe to its starter.
inline constexpr int kPipeInChild = 3;

// Runs a program by itself: in a session of its own, without this one's terminal, folder, signals and open
// files, a child of init. Its standard error is a pipe to us, which is its descriptor 3 as well; all ends
// of it are closed once the program has let go of both or is dead. `environment` holds `NAME=value` each.
// Returns our end of the pipe; invalid, with errno, if no process could be made. For programs with one
// thread.
support::UniqueFd SpawnDetached(const std::string& program, const std::vector<std::string>& arguments,
                                const std::vector<std::string>& environment);

}  // namespace chutes::start
