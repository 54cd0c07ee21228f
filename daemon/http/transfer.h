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

#include "absl/functional/any_invocable.h"
#include "daemon/base/call_context.h"
#include "daemon/base/failure.h"
#include "daemon/http/api_url.h"
#include "daemon/http/curl_easy.h"
#include "daemon/http/http_client.h"
#include "daemon/http/transport_status.h"

namespace chutesd::http {

// One request under way: its easy handle, what that points to, the reply as it comes in, and the time
// limits. Lives on the loop thread; always held by a shared_ptr.
class Transfer : public std::enable_shared_from_this<Transfer> {
 public:
  using Done = absl::AnyInvocable<void(Result<HttpResponse>) &&>;
  // Called on the loop thread, outside of libcurl, when a time limit or the caller ends the transfer; not
  // after the transfer is gone.
  using OnAbort = std::function<void(Transfer& transfer, Status why)>;

  // `io` must outlive it.
  Transfer(asio::io_context& io, OnAbort on_abort, CallContext ctx, HttpRequest request, Done done);

  // Makes the easy handle ready to be added. Errors: kApiUrlRefused, kInternal, and what the context
  // says already (kCancelled; kUpstreamUnreachable for a deadline that has passed, as nothing is sent).
  Status Prepare(const CurlHttpOptions& options, CURLSH* share);
  // Starts to watch the clock and the caller. After Prepare.
  void Begin();

  CURL* easy() const { return easy_.get(); }
  // The owner of an easy handle that Prepare made.
  static Transfer& Of(CURL* easy);

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
  static std::size_t OnHeader(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t OnBody(char* data, std::size_t size, std::size_t count, void* self);
  static CURLcode OnHandshake(CURL* easy, void* context, void* self);
  static int OnResolve(void* resolver, void* unused, void* self);
  static int OnAboutToSend(void* self, char* peer_ip, char* local_ip, int peer_port, int local_port);
  std::chrono::steady_clock::time_point Limit() const;
  void ArmLimit();
  Stage CurrentStage() const;
  void SetCallbacks();

  asio::io_context& io_;
  OnAbort on_abort_;
  CallContext ctx_;
  HttpRequest request_;  // the easy handle points into it
  HeaderList headers_;   // likewise
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  EasyHandle easy_;
  ApiUrl url_;
  HttpResponse response_;
  TimeLimits limits_;
  std::size_t reply_cap_ = 0;
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
