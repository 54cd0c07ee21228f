#pragma once

#include <google/protobuf/message_lite.h>

#include <chrono>
#include <functional>
#include <string>

#include "chutesd/v1/keys.pb.h"
#include "client/rpc/unix_rpc.h"
#include "tests/unit/client/scripted_server.h"

// Calls of GetKey to a scripted server.
namespace chutes::rpc {

inline const Headers kInitial = {{":status", "200"}, {"content-type", "application/grpc"}};

inline chutesd::v1::GetKeyResponse Reply(std::size_t size = 10) {
  chutesd::v1::GetKeyResponse reply;
  reply.mutable_key()->set_name(std::string(size, 'n'));
  return reply;
}

inline std::string Framed(const google::protobuf::MessageLite& message) {
  return FrameMessage(message.SerializeAsString());
}

// A call that was refused unseen is made so often.
inline constexpr int kMostAttempts = 8;

struct Outcome {
  CallResult result;
  chutesd::v1::GetKeyResponse reply;
};

inline Outcome Call(const std::string& path,
                    std::chrono::milliseconds timeout = std::chrono::milliseconds(20'000),
                    std::size_t request_size = 1) {
  chutesd::v1::GetKeyRequest request;
  request.set_key(std::string(request_size, 'k'));
  UnixRpc rpc({path, false});
  Outcome outcome;
  outcome.result =
      rpc.Call(method::kGetKey, request, outcome.reply, std::chrono::steady_clock::now() + timeout);
  return outcome;
}

inline Outcome CallServer(const std::function<void(ServerConnection&)>& script,
                          std::chrono::milliseconds timeout = std::chrono::milliseconds(20'000),
                          int connections = 1) {
  ScriptedServer server(script, connections);
  return Call(server.path(), timeout);
}

}  // namespace chutes::rpc
