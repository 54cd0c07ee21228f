#include "daemon/ipc/grpc_bridge.h"

#include <grpcpp/server.h>
#include <grpcpp/server_posix.h>

namespace chutesd::ipc {

void HandToServer(grpc::Server& server, support::UniqueFd connection) {
  // The descriptor is non-blocking, as AcceptLoop makes it: gRPC does not set that and would hang.
  grpc::AddInsecureChannelFromFd(&server, connection.Release());
}

}  // namespace chutesd::ipc
