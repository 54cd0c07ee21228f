#pragma once

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/http/curl_http_client.h"

namespace chutesd::http {

using Reply = Result<HttpResponse>;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

inline HttpRequest MakeRequest(Method method, std::string url, std::string_view body = "") {
  HttpRequest request;
  request.method = method;
  request.url = std::move(url);
  request.body = SecretString(body);
  request.repeatable = method == Method::kGet;
  return request;
}

inline Reason ReasonOf(const Reply& reply) {
  const auto failure = FailureOf(reply.status());
  return failure ? failure->reason : Reason::kUnspecified;
}

inline std::string MessageOf(const Reply& reply) { return std::string(reply.status().message()); }

// A loop and a client on it, driven step by step by the test. Declare servers and the like after it.
class HttpRig {
 public:
  // A call under way; filled when it is over.
  struct Call {
    std::optional<Reply> reply;
    std::stop_source stop;
  };

  explicit HttpRig(CurlHttpOptions options = {})
      : client_(std::make_unique<CurlHttpClient>(io_, std::move(options))) {}

  asio::io_context& io() { return io_; }
  void DropClient() { client_.reset(); }

  std::shared_ptr<Call> Start(HttpRequest request, milliseconds deadline = std::chrono::minutes(1)) {
    auto call = std::make_shared<Call>();
    StartWith(call, std::move(request), deadline);
    return call;
  }

  void StartWith(const std::shared_ptr<Call>& call, HttpRequest request,
                 milliseconds deadline = std::chrono::minutes(1)) {
    CallContext ctx{steady_clock::now() + deadline, call->stop.get_token(), "test-call"};
    asio::co_spawn(io_, client_->Send(std::move(ctx), std::move(request)),
                   [call](const std::exception_ptr&, Reply reply) { call->reply = std::move(reply); });
  }

  // Runs the loop, one handler at a time, until `done()`; throws, which fails the test, if that never comes.
  template <typename Predicate>
  void RunUntil(Predicate done) {
    const auto end = steady_clock::now() + std::chrono::minutes(1);
    while (!done()) {
      if (io_.run_one_until(end) == 0) io_.restart();
      if (steady_clock::now() >= end) throw std::runtime_error("what the test waits for did not come");
    }
  }

  Reply Await(const std::shared_ptr<Call>& call) {
    RunUntil([&] { return call->reply.has_value(); });
    return std::move(*call->reply);
  }

  Reply Exchange(HttpRequest request) { return Await(Start(std::move(request))); }
  Reply Get(std::string url) { return Exchange(MakeRequest(Method::kGet, std::move(url))); }

 private:
  asio::io_context io_{1};
  std::unique_ptr<CurlHttpClient> client_;
};

}  // namespace chutesd::http
