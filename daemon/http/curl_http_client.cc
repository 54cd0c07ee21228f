#include "daemon/http/curl_http_client.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <asio/async_result.hpp>
#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>
#include <string_view>
#include <utility>

namespace chutesd::http {
namespace {

using Reply = Result<HttpResponse>;

// An HTTP/2 connection carries 100 calls at once. Without a bound libcurl 7.88 opens one more for each
// call beyond the first 100: 900 TLS handshakes for 1,000 calls. Lifted when a server answers by HTTP/1.
constexpr long kHttp2Connections = 32;

ShareHandle MakeSessionShare() {
  static const CURLcode kStarted = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (kStarted != CURLE_OK) return nullptr;  // each curl_easy_init then fails too, and is checked
  ShareHandle share(curl_share_init());
  if (share != nullptr) curl_share_setopt(share.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  return share;
}

// Method, URL without query, outcome, time and id: nothing else may be shown.
void Log(const Transfer& transfer, const Reply& reply) {
  if (!spdlog::should_log(spdlog::level::debug)) return;
  static constexpr std::array<std::string_view, 3> kMethods = {"GET", "POST", "DELETE"};
  const std::string outcome =
      reply.ok() ? std::to_string(reply->status) : std::string(ReasonName(reply.failure().reason));
  spdlog::debug("{} {} {} {} ms id={}", kMethods.at(static_cast<std::size_t>(transfer.request().method)),
                transfer.request().url, outcome, transfer.Describe().elapsed.count(), transfer.request_id());
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
    client->Start(std::move(*ctx), std::move(*request), std::forward<Handler>(handler));
  }
};

CurlHttpClient::CurlHttpClient(asio::io_context& io, CurlHttpOptions options)
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
  const auto transfer = std::make_shared<Transfer>(io_, options_, std::move(abort), std::move(ctx),
                                                   std::move(request), std::move(done));
  if (Status ready = transfer->Prepare(sessions_.get()); !ready.ok())
    return Answer(*transfer, std::move(ready));
  active_.emplace(transfer->easy(), transfer);
  LoopOf(*transfer).Add(transfer->easy());
  transfer->Begin();
}

void CurlHttpClient::OnDone(CURL* easy, CURLcode code) {
  Transfer& transfer = *active_.at(easy);
  if (transfer.tls() && transfer.AnsweredByHttp1()) tls_loop_.LimitPerHost(options_.max_connections);
  Finish(transfer, transfer.TakeReply(code));
}

void CurlHttpClient::Finish(Transfer& transfer, Reply reply) {
  LoopOf(transfer).Remove(transfer.easy());
  Log(transfer, reply);
  Answer(transfer, std::move(reply));
  active_.erase(transfer.easy());  // ends `transfer`, unless who aborts it holds it
}

void CurlHttpClient::Answer(Transfer& transfer, Reply reply) {
  asio::post(io_, [done = transfer.TakeDone(), reply = std::move(reply)]() mutable {
    std::move(done)(std::move(reply));
  });
}

}  // namespace chutesd::http
