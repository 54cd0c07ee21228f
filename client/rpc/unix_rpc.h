#pragma once

#include <string_view>

#include "client/rpc/dead_socket.h"
#include "client/rpc/rpc.h"

namespace chutes::rpc {

// Calls the daemon over its Unix socket, one connection per call. Serialized requests and replies are
// wiped. For programs with one thread.
class UnixRpc final : public Rpc {
 public:
  explicit UnixRpc(Endpoint endpoint) : endpoint_(std::move(endpoint)) {}

  CallResult Call(std::string_view method, const google::protobuf::MessageLite& request,
                  google::protobuf::MessageLite& reply,
                  std::chrono::steady_clock::time_point deadline) override;

 private:
  Endpoint endpoint_;
};

}  // namespace chutes::rpc
