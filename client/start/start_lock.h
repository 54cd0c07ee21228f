#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "client/rpc/call_error.h"
#include "proto/support/unique_fd.h"

namespace chutes::start {

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

}  // namespace chutes::start
