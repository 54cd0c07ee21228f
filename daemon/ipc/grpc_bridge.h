#pragma once

#include "daemon/ipc/unique_fd.h"

namespace grpc {
class Server;
}  // namespace grpc

namespace chutesd::ipc {

// Gives an accepted connection to a running gRPC server, which then owns it. Thread-safe.
void HandToServer(grpc::Server& server, UniqueFd connection);

}  // namespace chutesd::ipc
