#pragma once

#include <grpcpp/server.h>

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "daemon/base/failure.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace chutesd::app {

// A gRPC server for `services`, with health and reflection, that listens nowhere: connections are
// handed to it. The services outlive it.
Result<std::unique_ptr<grpc::Server>> StartServer(const std::vector<grpc::Service*>& services);

// A thread that cancels the calls of `server` that are still open, closes its connections and calls `ended`.
// It waits for the loop to let those calls go, so the loop cannot do this itself. Connections are not waited
// for, as an idle client may never close its own.
std::thread EndInBackground(grpc::Server& server, std::function<void()> ended);

}  // namespace chutesd::app
