#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>

#include "client/rpc/call_error.h"
#include "client/rpc/dead_socket.h"

namespace chutes::start {

// What became of a daemon that was to end.
struct Ended {
  std::optional<pid_t> pid;  // nothing if none served the socket
  std::optional<rpc::CallError> error;
};

// Asks the process that listens on the socket to end (SIGTERM), and waits until it has. It is told by its
// descriptor, so that no other process can be hit. An error if it does not end by `deadline`, or if the
// socket is not one to use.
Ended EndDaemon(const rpc::Endpoint& endpoint, std::chrono::steady_clock::time_point deadline);

}  // namespace chutes::start
