#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "client/rpc/call_error.h"
#include "client/rpc/endpoint.h"
#include "proto/support/unique_fd.h"

namespace chutes::rpc {

struct Dialed {
  support::UniqueFd fd;
  std::optional<CallError> error;
  // Why there is no connection, if it is the socket's fault.
  std::optional<DeadSocket> cause;
};

// Connects to the daemon, having checked that the socket and the process behind it are to be trusted
// (IsTrusted). `interrupted` is asked while the daemon's queue of connections is full.
Dialed Dial(const Endpoint& endpoint, std::chrono::steady_clock::time_point deadline,
            const std::function<bool()>& interrupted);

}  // namespace chutes::rpc
