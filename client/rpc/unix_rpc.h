#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "client/rpc/endpoint.h"
#include "client/rpc/rpc.h"
#include "client/rpc/wait.h"

namespace chutes::rpc {

// Starts a daemon for the endpoint by `deadline`; nothing once one serves.
using Revive = std::function<std::optional<CallError>(const Endpoint& endpoint,
                                                      std::chrono::steady_clock::time_point deadline)>;

// Calls the daemon over its Unix socket, one connection per call. Where there is none and one may be started
// it is; where one ends before it has taken the call on, the call is made again. Who waits long is shown so.
// For programs with one thread.
class UnixRpc final : public Rpc {
 public:
  explicit UnixRpc(Endpoint endpoint, Revive revive = nullptr, ShowWait show_wait = nullptr)
      : endpoint_(std::move(endpoint)), revive_(std::move(revive)), show_wait_(std::move(show_wait)) {}

  CallResult Call(std::string_view method, const google::protobuf::MessageLite& request,
                  google::protobuf::MessageLite& reply,
                  std::chrono::steady_clock::time_point deadline) override;

 private:
  struct Attempt {
    CallResult result;
    bool absent = false;     // there is no daemon
    bool not_begun = false;  // the daemon ended before it began to act
  };
  Attempt Try(std::string_view method, const std::string& message, google::protobuf::MessageLite& reply,
              std::chrono::steady_clock::time_point deadline, WaitWatch& wait_watch) const;

  Endpoint endpoint_;
  Revive revive_;
  ShowWait show_wait_;
};

}  // namespace chutes::rpc
