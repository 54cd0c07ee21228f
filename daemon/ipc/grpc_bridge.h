#pragma once

#include "proto/support/unique_fd.h"

namespace grpc {
class Server;
}  // namespace grpc

namespace chutesd::ipc {

// Gives an accepted connection to a running gRPC server, which then owns it. Thread-safe.
void HandToServer(grpc::Server& server, support::UniqueFd connection);

}  // namespace chutesd::ipc
