#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "client/rpc/call_error.h"
#include "client/rpc/endpoint.h"
#include "proto/support/unique_fd.h"

namespace chutes::start {

// There is no daemon, and this is why none could be started or stopped.
inline rpc::CallError StartError(std::string message, NextStep next) {
  rpc::CallError error;
  error.fault = rpc::Fault::kNoDaemon;
  error.code = rpc::Code::kUnavailable;
  error.message = std::move(message);
  error.next = std::move(next);
  return error;
}

// Held by the one client that starts a daemon: an flock(2) on `<socket>.start`, which the kernel drops
// however the process ends. For programs with one thread.
class StartLock {
 public:
  // Waits for another client that starts one, until `deadline`.
  std::optional<rpc::CallError> Acquire(const std::string& socket_path,
                                        std::chrono::steady_clock::time_point deadline);

 private:
  support::UniqueFd fd_;
};

// Makes the folder of the socket as the daemon does (mode 0700, its parent too), so that the start lock has
// a place. Refuses a folder of another user's; and, below a path that nobody chose, to make one in another
// user's home or runtime folder, as root with the variables of the user who typed sudo would.
std::optional<rpc::CallError> MakeSocketFolder(const rpc::Endpoint& endpoint);

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
