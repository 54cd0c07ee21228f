#pragma once

#include "client/rpc/call_error.h"

namespace chutes {

// Exit statuses; scripts rely on them.
enum class Exit {
  kOk = 0,
  kError = 1,
  kUsage = 2,  // or a value that cannot work
  kNoDaemon = 3,
  kAuth = 4,  // the API does not accept who we are, or forbids this
  kNotFound = 5,
  kConflict = 6,  // it exists already
  kUpstream = 7,  // API or network
  kRefused = 8,   // by local policy
  kTimeout = 9,
  kInterrupted = 130,  // 128 + SIGINT, as shells have it
};

// The reason decides; a reason that is not known, or none, leaves it to the gRPC code.
Exit ExitFor(const rpc::CallError& error);

}  // namespace chutes
