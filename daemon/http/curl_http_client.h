#pragma once

#include <curl/curl.h>

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>

#include "daemon/base/failure.h"
#include "daemon/http/http_client.h"
#include "daemon/http/transfer.h"

namespace chutesd::http {

// Drives one CURLM by an io_context: its sockets and its one timer. All calls on the loop thread, and
// none from inside a libcurl callback. The io_context must outlive this.
class CurlLoop {
 public:
  // Called once for each handle added and not removed. It must Remove the handle; it may Add others.
  using OnDone = std::function<void(CURL* easy, CURLcode code)>;

  // `max_connections` bounds those in use and those kept open for later together; transfers beyond
  // wait in line.
  CurlLoop(asio::io_context& io, long max_connections, OnDone on_done);
  ~CurlLoop();
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;

  // Starts the transfer at one of the next turns of the loop. If libcurl refuses it, it is done with
  // CURLE_FAILED_INIT.
  void Add(CURL* easy);
  // How many connections one host may get; as many as there are at all unless set.
  void LimitPerHost(long connections);
  // Ends the transfer whatever its state; OnDone is not called for it any more.
  void Remove(CURL* easy);

 private:
  // A socket that libcurl wants watched. Handlers share it, since they can outlive the interest.
  struct Watch {
    explicit Watch(asio::io_context& io) : descriptor(io) {}
    asio::posix::stream_descriptor descriptor;
    int wanted = 0;  // CURL_POLL_IN and CURL_POLL_OUT bits
    bool reading = false;
    bool writing = false;
    bool gone = false;
  };

  void WatchSocket(curl_socket_t socket, int what);
  void Forget(curl_socket_t socket);
  void Arm(curl_socket_t socket, const std::shared_ptr<Watch>& watch);
  void AddAtNextTurn();
  void AddSome();
  void ArmTimer(long timeout_ms);
  void Act(curl_socket_t socket, int events);

  asio::io_context& io_;
  asio::steady_timer timer_;
  OnDone on_done_;
  std::deque<CURL*> waiting_;  // to be added
  bool adding_ = false;        // AddSome is on its way
  std::unordered_map<curl_socket_t, std::shared_ptr<Watch>> watches_;
  // Timer handlers hold it weakly: one that is queued already may run after this is gone.
  std::shared_ptr<char> alive_ = std::make_shared<char>();
  CURLM* multi_;
};

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
