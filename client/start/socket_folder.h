#pragma once

#include <optional>

#include "client/rpc/call_error.h"
#include "client/rpc/dead_socket.h"

namespace chutes::start {

// Makes the folder of the socket as the daemon does (mode 0700, its parent too), so that the start lock has
// a place. Refuses a folder of another user's; and, below a path that nobody chose, to make one in another
// user's home or runtime folder, as root with the variables of the user who typed sudo would.
std::optional<rpc::CallError> MakeSocketFolder(const rpc::Endpoint& endpoint);

}  // namespace chutes::start
