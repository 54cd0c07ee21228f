#include "daemon/http/curl_http_client.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <asio/associated_executor.hpp>
#include <asio/async_result.hpp>
#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>
#include <type_traits>
#include <utility>

namespace chutesd::http {
namespace {

using Reply = Result<HttpResponse>;

// An HTTP/2 connection carries 100 calls at once. Without a bound libcurl 7.88 opens one more for each
// call beyond the first 100: 900 TLS handshakes for 1,000 calls. Lifted when a server answers by HTTP/1.
constexpr long kHttp2Connections = 32;

// Hands the reply to the waiting coroutine from the loop, never from inside the caller.
template <typename Handler>
struct PostReply {
  Handler handler;
  void operator()(Reply reply) && {
    const auto executor = asio::get_associated_executor(handler);
    asio::post(executor, [waiting = std::move(handler), reply = std::move(reply)]() mutable {
      std::move(waiting)(std::move(reply));
    });
  }
};

std::string_view MethodName(Method method) {
  switch (method) {
    case Method::kGet:
      return "GET";
    case Method::kPost:
      return "POST";
    case Method::kDelete:
      return "DELETE";
  }
  return "?";
}

// Method, URL without query, outcome, time and id: nothing else may be shown.
void Log(const Transfer& transfer, const Reply& reply) {
  if (!spdlog::should_log(spdlog::level::debug)) return;
  const std::string outcome =
      reply.ok() ? std::to_string(reply->status) : std::string(ReasonName(reply.failure().reason));
  spdlog::debug("{} {} {} {} ms id={}", MethodName(transfer.request().method), transfer.request().url,
                outcome, transfer.Describe().elapsed.count(), transfer.request_id());
}

}  // namespace

// Trivially copyable: g++ 12 destroys the temporaries of an awaiting expression twice. It points to
// locals of Send, which wait there until it has run.
struct CurlHttpClient::StartSend {
  CurlHttpClient* client;
  CallContext* ctx;
  HttpRequest* request;

  template <typename Handler>
  void operator()(Handler&& handler) const {
    client->Start(std::move(*ctx), std::move(*request),
                  PostReply<std::decay_t<Handler>>{std::forward<Handler>(handler)});
  }
};

CurlHttpClient::CurlHttpClient(asio::io_context& io, Options options)
    : io_(io),
      options_(std::move(options)),
      sessions_(MakeSessionShare()),
      plain_loop_(io, options_.max_connections, [this](CURL* easy, CURLcode code) { OnDone(easy, code); }),
      tls_loop_(io, options_.max_connections, [this](CURL* easy, CURLcode code) { OnDone(easy, code); }) {
  tls_loop_.LimitPerHost(std::min(kHttp2Connections, options_.max_connections));
}

CurlHttpClient::~CurlHttpClient() {
  for (const auto& [easy, transfer] : active_) LoopOf(*transfer).Remove(easy);
}

asio::awaitable<Reply> CurlHttpClient::Send(CallContext ctx, HttpRequest request) {
  // Nothing here may touch the client after the wait: it may be gone by then.
  const StartSend start{this, &ctx, &request};
  auto waiting = asio::async_initiate<const asio::use_awaitable_t<>, void(Reply)>(start, asio::use_awaitable);
  Reply reply = co_await std::move(waiting);
  co_return reply;
}

void CurlHttpClient::Start(CallContext ctx, HttpRequest request, Transfer::Done done) {
  auto abort = [this](Transfer& transfer, Status why) { Finish(transfer, std::move(why)); };
  const auto transfer =
      std::make_shared<Transfer>(io_, std::move(abort), std::move(ctx), std::move(request), std::move(done));
  if (Status ready = transfer->Prepare(options_, sessions_.get()); !ready.ok()) {
    transfer->TakeDone()(std::move(ready));
    return;
  }
  active_.emplace(transfer->easy(), transfer);
  LoopOf(*transfer).Add(transfer->easy());
  transfer->Begin();
}

void CurlHttpClient::OnDone(CURL* easy, CURLcode code) {
  Transfer& transfer = Transfer::Of(easy);
  if (transfer.tls() && transfer.AnsweredByHttp1()) tls_loop_.LimitPerHost(options_.max_connections);
  Finish(transfer, transfer.TakeReply(code));
}

void CurlHttpClient::Finish(Transfer& transfer, Reply reply) {
  LoopOf(transfer).Remove(transfer.easy());
  Log(transfer, reply);
  Transfer::Done done = transfer.TakeDone();
  active_.erase(transfer.easy());  // ends `transfer`, unless who aborts it holds it
  std::move(done)(std::move(reply));
}

}  // namespace chutesd::http
