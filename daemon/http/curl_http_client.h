#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <memory>
#include <unordered_map>

#include "daemon/base/failure.h"
#include "daemon/http/curl_loop.h"
#include "daemon/http/http_client.h"
#include "daemon/http/transfer.h"

namespace chutesd::http {

// HttpClient by libcurl, on the loop: no thread of its own but a short one per name lookup.
// Keeps connections (HTTP/2 where TLS offers it), TLS sessions and the parsed CA bundle for later calls.
// Sends no Accept-Encoding, so that the cap holds for what a reply unfolds to.
//
// Create and use on the loop thread. Destroy it there too, or once the loop has stopped, and before the
// io_context. Calls still waiting are then not answered: their coroutines are destroyed by the loop.
class CurlHttpClient final : public HttpClient {
 public:
  CurlHttpClient(asio::io_context& io, CurlHttpOptions options);
  ~CurlHttpClient() override;
  CurlHttpClient(const CurlHttpClient&) = delete;
  CurlHttpClient& operator=(const CurlHttpClient&) = delete;

  asio::awaitable<Result<HttpResponse>> Send(CallContext ctx, HttpRequest request) override;

 private:
  struct StartSend;

  CurlLoop& LoopOf(const Transfer& transfer) { return transfer.tls() ? tls_loop_ : plain_loop_; }
  void OnDone(CURL* easy, CURLcode code);
  void Start(CallContext ctx, HttpRequest request, Transfer::Done done);
  void Finish(Transfer& transfer, Result<HttpResponse> reply);
  // Hands the reply to the waiting coroutine from the loop, never from inside the caller.
  void Answer(Transfer& transfer, Result<HttpResponse> reply);

  asio::io_context& io_;
  const CurlHttpOptions options_;
  ShareHandle sessions_;  // TLS sessions
  CurlLoop plain_loop_;
  CurlLoop tls_loop_;
  std::unordered_map<CURL*, std::shared_ptr<Transfer>> active_;
};

}  // namespace chutesd::http
