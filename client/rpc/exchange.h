#pragma once

#include <chrono>

#include "client/rpc/h2_call.h"
#include "client/rpc/interrupt.h"
#include "client/rpc/wait_watch.h"

namespace chutes::rpc {

enum class Exchanged { kDone, kMalformed, kLost, kTimeout, kInterrupted };

// Moves the bytes of `call` over the connected socket `fd` until it is done, time is up, the peer is
// gone, or `interrupt` was pressed; in the last two cases that we end, the daemon is told so. `wait_watch` is
// told of the time.
Exchanged Exchange(int fd, H2Call& call, std::chrono::steady_clock::time_point deadline,
                   InterruptWatch& interrupt, WaitWatch& wait_watch);

}  // namespace chutes::rpc
