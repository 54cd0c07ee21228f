#pragma once

#include <curl/curl.h>

#include <array>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "daemon/base/call_context.h"
#include "daemon/base/failure.h"
#include "daemon/http/api_url.h"
#include "daemon/http/http_client.h"
#include "daemon/http/transport_status.h"

namespace chutesd::http {

template <auto Free>
struct FreeWith {
  void operator()(auto* held) const { Free(held); }
};
using EasyHandle = std::unique_ptr<CURL, FreeWith<curl_easy_cleanup>>;
using HeaderList = std::unique_ptr<curl_slist, FreeWith<curl_slist_free_all>>;
using ShareHandle = std::unique_ptr<CURLSH, FreeWith<curl_share_cleanup>>;

struct TimeLimits {
  std::chrono::milliseconds connect{5'000};      // from the start: name, connection, TLS handshake
  std::chrono::milliseconds first_byte{15'000};  // from sending to the first byte of the reply
  std::chrono::milliseconds total{30'000};       // from the start
};

// What is the same for all requests of one client.
struct CurlHttpOptions {
  TimeLimits limits = {};
  std::size_t reply_cap = std::size_t{4} * 1024 * 1024;  // bytes of body as it comes over the wire
  // Connections in use and kept open together, for https and for http each; more transfers than that
  // wait in line within their connect limit. Room for 1,000 transfers over HTTP/1.1: each then takes a
  // file descriptor, so the process needs a soft RLIMIT_NOFILE beyond it.
  long max_connections = 1'100;
  std::string ca_file;  // PEM; trusted instead of the system's certificates if not empty
};

// One request under way: its easy handle, what that points to, the reply as it comes in, and the time
// limits. Lives on the loop thread; always held by a shared_ptr.
class Transfer : public std::enable_shared_from_this<Transfer> {
 public:
  using Done = absl::AnyInvocable<void(Result<HttpResponse>) &&>;
  // Called on the loop thread, outside of libcurl, when a time limit or the caller ends the transfer; not
  // after the transfer is gone.
  using OnAbort = std::function<void(Transfer& transfer, Status why)>;

  // `io` and `options` must outlive it.
  Transfer(asio::io_context& io, const CurlHttpOptions& options, OnAbort on_abort, CallContext ctx,
           HttpRequest request, Done done);

  // Makes the easy handle ready to be added; `share` must outlive it. Errors: kApiUrlRefused, kInternal (also
  // for a header that would break the request apart), and what the context says already (kCancelled;
  // kTimeout for a deadline that has passed).
  Status Prepare(CURLSH* share);
  // Starts to watch the clock and the caller. After Prepare.
  void Begin();

  CURL* easy() const { return easy_.get(); }

  // What the transfer gave once libcurl is through with it.
  Result<HttpResponse> TakeReply(CURLcode code);
  // What is known now, for an error.
  Ending Describe() const;
  Done TakeDone() { return std::move(done_); }

  bool tls() const { return url_.tls; }
  // Whether the reply came by HTTP/1, where a connection carries one request at a time.
  bool AnsweredByHttp1() const;

  // For the log.
  const HttpRequest& request() const { return request_; }
  const std::string& request_id() const { return ctx_.request_id; }

 private:
  // What libcurl calls; each returns what libcurl wants to hear.
  std::size_t OnHeader(std::string_view line);
  std::size_t OnBody(std::string_view part);
  int OnAboutToSend();
  std::chrono::steady_clock::time_point Limit() const;
  void ArmLimit();
  Stage CurrentStage() const;
  // In transfer_options.cc.
  Status SetOptions(CURLSH* share);
  void SetCallbacks();

  asio::io_context& io_;
  const CurlHttpOptions& options_;
  OnAbort on_abort_;
  CallContext ctx_;
  HttpRequest request_;  // the easy handle points into it
  HeaderList headers_;   // likewise
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  EasyHandle easy_;
  ApiUrl url_;
  HttpResponse response_;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point answer_by_;  // so that the caller hears of it before its deadline
  std::chrono::steady_clock::time_point total_at_;   // the total limit or answer_by_
  std::optional<std::chrono::steady_clock::time_point> sent_at_;
  bool resolving_ = false;    // a name lookup has begun
  bool handshaking_ = false;  // a TLS handshake has begun
  bool answered_ = false;     // the first header line is there
  bool head_ended_ = false;   // so is the empty line behind the headers
  bool too_large_ = false;
  asio::steady_timer limit_timer_;
  Done done_;
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;
};

}  // namespace chutesd::http
