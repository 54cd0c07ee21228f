#pragma once

#include <grpcpp/server.h>

#include <memory>
#include <vector>

#include "daemon/base/failure.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace chutesd::app {

// A gRPC server for `services`, with health and reflection, that listens nowhere: connections are
// handed to it. The services outlive it.
Result<std::unique_ptr<grpc::Server>> StartServer(const std::vector<grpc::Service*>& services);

}  // namespace chutesd::app
