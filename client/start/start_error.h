#pragma once

#include <string>
#include <utility>

#include "client/rpc/call_error.h"

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

}  // namespace chutes::start
