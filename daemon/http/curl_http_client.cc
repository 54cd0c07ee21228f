#include "daemon/http/curl_http_client.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <asio/async_result.hpp>
#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>
#include <chrono>
#include <string_view>
#include <system_error>
#include <utility>

namespace chutesd::http {
namespace {

using Reply = Result<HttpResponse>;

// When a thousand transfers begin at once, those that are connected get to send while the last ones still
// wait to connect, which takes some 0.1 ms each: the answers then come spread, and not in one heap.
constexpr std::size_t kAddedPerTurn = 16;

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

CurlLoop::CurlLoop(asio::io_context& io, long max_connections, OnDone on_done)
    : io_(io), timer_(io), on_done_(std::move(on_done)), multi_(curl_multi_init()) {
  const auto on_socket = [](CURL* /*easy*/, curl_socket_t socket, int what, void* self, void* /*unused*/) {
    static_cast<CurlLoop*>(self)->WatchSocket(socket, what);
    return 0;
  };
  const auto on_timer = [](CURLM* /*multi*/, long timeout_ms, void* self) {
    static_cast<CurlLoop*>(self)->ArmTimer(timeout_ms);
    return 0;
  };
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, +on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, +on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, max_connections);
  curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, max_connections);
}

CurlLoop::~CurlLoop() {
  curl_multi_cleanup(multi_);  // closes the connections and calls on_socket for those still watched
  while (!watches_.empty()) Forget(watches_.begin()->first);
}

void CurlLoop::Add(CURL* easy) {
  waiting_.push_back(easy);
  if (!std::exchange(adding_, true)) AddAtNextTurn();
}

void CurlLoop::AddAtNextTurn() {
  asio::post(io_, [this, alive = std::weak_ptr<char>(alive_)] {
    if (!alive.expired()) AddSome();
  });
}

void CurlLoop::AddSome() {
  for (std::size_t added = 0; added < kAddedPerTurn && !waiting_.empty(); ++added) {
    CURL* const easy = waiting_.front();
    waiting_.pop_front();
    if (curl_multi_add_handle(multi_, easy) != CURLM_OK) on_done_(easy, CURLE_FAILED_INIT);
  }
  adding_ = !waiting_.empty();
  if (adding_) AddAtNextTurn();
}

void CurlLoop::LimitPerHost(long connections) {
  curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, connections);
}

void CurlLoop::Remove(CURL* easy) {
  std::erase(waiting_, easy);
  curl_multi_remove_handle(multi_, easy);  // which is fine with one that was not added
}

void CurlLoop::WatchSocket(curl_socket_t socket, int what) {
  if (what == CURL_POLL_REMOVE) {
    Forget(socket);
    return;
  }
  std::shared_ptr<Watch>& watch = watches_[socket];
  if (watch == nullptr) {
    watch = std::make_shared<Watch>(io_);
    std::error_code error;
    watch->descriptor.assign(socket, error);
    if (error) {  // the transfer then ends at its time limit
      spdlog::error("cannot watch a socket: {}", error.message());
      watches_.erase(socket);
      return;
    }
  }
  watch->wanted = what;
  Arm(socket, watch);
}

void CurlLoop::Forget(curl_socket_t socket) {
  const auto found = watches_.find(socket);
  if (found == watches_.end()) return;
  found->second->gone = true;
  if (found->second->descriptor.is_open()) found->second->descriptor.release();  // libcurl closes it
  watches_.erase(found);
}

void CurlLoop::Arm(curl_socket_t socket, const std::shared_ptr<Watch>& watch) {
  using asio::posix::descriptor_base;
  const auto arm = [this, socket, &watch](int poll, int select, descriptor_base::wait_type wait,
                                          bool Watch::*is_armed) {
    if ((watch->wanted & poll) == 0 || (*watch).*is_armed) return;
    (*watch).*is_armed = true;
    watch->descriptor.async_wait(wait, [this, socket, watch, poll, select, is_armed](std::error_code error) {
      (*watch).*is_armed = false;
      if (watch->gone || error) return;
      if ((watch->wanted & poll) != 0) Act(socket, select);
      if (!watch->gone) Arm(socket, watch);
    });
  };
  arm(CURL_POLL_IN, CURL_CSELECT_IN, descriptor_base::wait_read, &Watch::reading);
  arm(CURL_POLL_OUT, CURL_CSELECT_OUT, descriptor_base::wait_write, &Watch::writing);
}

void CurlLoop::ArmTimer(long timeout_ms) {
  timer_.cancel();
  if (timeout_ms < 0) return;
  // Also if it is at once: libcurl may not be entered from its own callback.
  timer_.expires_after(std::chrono::milliseconds(timeout_ms));
  timer_.async_wait([this, alive = std::weak_ptr<char>(alive_)](std::error_code error) {
    if (!error && !alive.expired()) Act(CURL_SOCKET_TIMEOUT, 0);
  });
}

void CurlLoop::Act(curl_socket_t socket, int events) {
  int running = 0;
  curl_multi_socket_action(multi_, socket, events, &running);
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    on_done_(message->easy_handle, message->data.result);  // by value: the message dies with Remove
  }
}

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
