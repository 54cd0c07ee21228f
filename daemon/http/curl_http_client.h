#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>

#include "daemon/base/failure.h"
#include "daemon/http/curl_easy.h"
#include "daemon/http/curl_loop.h"
#include "daemon/http/http_client.h"
#include "daemon/http/transfer.h"

namespace chutesd::http {

struct CurlHttpOptions {
  TimeLimits limits;
  std::size_t reply_cap = std::size_t{4} * 1024 * 1024;  // bytes of body as it comes over the wire
  // Connections in use and kept open together, for https and for http each; more transfers than that
  // wait in line within their connect limit. Room for 1,000 transfers over HTTP/1.1: each then takes a
  // file descriptor, so the process needs a soft RLIMIT_NOFILE beyond it.
  long max_connections = 1'100;
  // PEM file of the certificates to trust instead of the system's; empty for the system's.
  std::string ca_file;
  // Empty for `chutesd/<version>`.
  std::string user_agent;
};

// HttpClient by libcurl, on the loop: no thread of its own but a short one per name lookup.
// Keeps connections (HTTP/2 where TLS offers it), TLS sessions and the parsed CA bundle for later calls.
// Sends no Accept-Encoding, so that the cap holds for what a reply unfolds to.
//
// Create and use on the loop thread. Destroy it there too, or once the loop has stopped, and before the
// io_context. Calls still waiting are then not answered: their coroutines are destroyed by the loop.
class CurlHttpClient final : public HttpClient, private Transfer::Owner {
 public:
  using Options = CurlHttpOptions;

  CurlHttpClient(asio::io_context& io, Options options);
  ~CurlHttpClient() override;
  CurlHttpClient(const CurlHttpClient&) = delete;
  CurlHttpClient& operator=(const CurlHttpClient&) = delete;

  asio::awaitable<Result<HttpResponse>> Send(CallContext ctx, HttpRequest request) override;

 private:
  struct StartSend;

  CurlLoop& LoopOf(const Transfer& transfer) { return transfer.tls() ? tls_loop_ : plain_loop_; }
  void OnDone(CURL* easy, CURLcode code);
  void Start(CallContext ctx, HttpRequest request, Transfer::Done done);
  void OnLimit(Transfer& transfer) override;
  void OnStop(Transfer& transfer) override;
  void Finish(Transfer& transfer, Result<HttpResponse> reply);

  asio::io_context& io_;
  Options options_;
  ShareHandle sessions_;
  CurlLoop plain_loop_;
  CurlLoop tls_loop_;
  std::unordered_map<CURL*, std::shared_ptr<Transfer>> active_;
};

}  // namespace chutesd::http
