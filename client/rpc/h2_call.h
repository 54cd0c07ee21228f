#pragma once

#include <nghttp2/nghttp2.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chutes::rpc {

// What came back on the one stream of a call, not yet interpreted.
struct H2Reply {
  std::string http_status;
  std::string content_type;
  std::optional<int> grpc_status;
  std::string grpc_message;            // percent-encoded
  std::optional<std::string> details;  // base64 of google.rpc.Status
  std::vector<std::string> warnings;   // base64 of UTF-8
  std::string body;                    // framed message
  std::optional<std::uint32_t> reset;  // HTTP/2 error code of the server's RST_STREAM
};

// One gRPC unary call as the client's half of an HTTP/2 connection, without any I/O: give the bytes of
// Output() to the server, feed what it sends, until done(). Survives any input. Not thread-safe.
class H2Call {
 public:
  // Largest reply body; the daemon's own largest is a page of 1,000 items.
  static constexpr std::size_t kMaxBody = std::size_t{16} << 20U;
  // Most bytes of names and values in all headers; gRPC's own limit is 8 KiB.
  static constexpr std::size_t kMaxHeaders = std::size_t{64} << 10U;

  enum class State {
    kWaiting,
    kDone,       // the stream ended: see TakeReply()
    kMalformed,  // the input broke HTTP/2 or a limit: see fault()
  };

  // `path` is the method's, `message` the serialized request, `timeout` what is told to the server.
  H2Call(std::string_view path, std::string_view message, std::chrono::milliseconds timeout);
  H2Call(const H2Call&) = delete;
  H2Call& operator=(const H2Call&) = delete;

  // Bytes to send now; empty if there are none.
  std::string Output();
  void Feed(std::string_view bytes);
  // Tells the server that nobody waits any more; send Output() once more.
  void Cancel();

  State state() const { return state_; }
  // Whether the server has sent anything: a daemon that accepted the connection greets at once.
  bool heard() const { return heard_; }
  const std::string& fault() const { return fault_; }
  // Valid once done.
  H2Reply& reply() { return reply_; }

 private:
  struct Callbacks;  // what nghttp2 calls

  void Submit(std::string_view path, std::chrono::milliseconds timeout);
  void Break(std::string fault);
  bool OnHeader(std::string_view name, std::string_view value);

  std::unique_ptr<nghttp2_session, decltype(&nghttp2_session_del)> session_{nullptr, nghttp2_session_del};
  std::string request_;  // framed
  std::size_t sent_ = 0;
  std::int32_t stream_ = -1;
  std::size_t header_bytes_ = 0;
  State state_ = State::kWaiting;
  bool heard_ = false;
  std::string fault_;
  H2Reply reply_;
};

}  // namespace chutes::rpc
