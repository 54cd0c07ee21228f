#pragma once

#include <string>
#include <utility>

#include "client/rpc/call_error.h"

namespace chutes::start {

// There is no daemon, and this is why none could be started or stopped.
inline rpc::CallError StartError(std::string message, std::string next_step) {
  rpc::CallError error;
  error.fault = rpc::Fault::kNoDaemon;
  error.code = rpc::Code::kUnavailable;
  error.message = std::move(message);
  error.next_step = std::move(next_step);
  return error;
}

}  // namespace chutes::start
