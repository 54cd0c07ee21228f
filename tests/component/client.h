#pragma once

#include <google/protobuf/message.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chutesd/v1/errors.pb.h"
#include "google/rpc/error_details.pb.h"

// A gRPC client of the daemon, made so that tests need no gRPC headers, which take long to compile.
namespace chutesd::component {

inline constexpr std::chrono::milliseconds kPatience{60'000};

// How a call ended, taken apart.
struct Ending {
  int code = 0;  // gRPC's number
  std::string message;
  google::rpc::ErrorInfo info;
  std::vector<std::string> fields;  // of BadRequest
  std::optional<std::chrono::milliseconds> retry_after;
  std::vector<v1::Warning> warnings;  // of `chutesd-warning-bin`

  bool ok() const { return code == 0; }
  std::string reason() const { return info.reason(); }
};

// gRPC's codes that the tests name.
inline constexpr int kCancelled = 1;
inline constexpr int kInvalidArgument = 3;
inline constexpr int kDeadlineExceeded = 4;
inline constexpr int kResourceExhausted = 8;
inline constexpr int kFailedPrecondition = 9;
inline constexpr int kAborted = 10;
inline constexpr int kUnimplemented = 12;
inline constexpr int kUnavailable = 14;

// One unary call in progress. Wait for its end before it is dropped.
class PendingCall {
 public:
  virtual ~PendingCall() = default;
  virtual void Cancel() = 0;
  virtual Ending Wait() = 0;
};

// A call with streams in both directions (or in one; the wire does not tell).
class StreamingCall {
 public:
  virtual ~StreamingCall() = default;
  virtual bool Send(const google::protobuf::Message& message) = 0;
  // False when the server ended the call.
  virtual bool Receive(google::protobuf::Message& message) = 0;
  // Ends our side, and reads the server's end.
  virtual Ending Finish() = 0;
};

// A connection of its own to a daemon's socket.
class Client {
 public:
  explicit Client(const std::string& socket_path);
  ~Client();
  Client(Client&&) noexcept;

  // `method` such as "chutesd.v1.KeysService/ListKeys". Request and response must live until the end.
  std::unique_ptr<PendingCall> Start(const std::string& method, const google::protobuf::Message& request,
                                     google::protobuf::Message& response,
                                     std::optional<std::chrono::milliseconds> timeout = kPatience);
  Ending Call(const std::string& method, const google::protobuf::Message& request,
              google::protobuf::Message& response,
              std::optional<std::chrono::milliseconds> timeout = kPatience) {
    return Start(method, request, response, timeout)->Wait();
  }
  std::unique_ptr<StreamingCall> Open(const std::string& method);

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace chutesd::component
