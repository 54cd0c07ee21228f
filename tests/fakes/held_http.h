#pragma once

#include <asio/awaitable.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/base/failure.h"
#include "daemon/http/http_client.h"

namespace chutesd::http {

// An API for a test that watches from another thread than the loop: each request is answered by the
// script, in turn, or kept waiting until the test answers it, the caller goes away or time runs out.
// Everything but Send is for the test's thread.
class HeldHttp final : public HttpClient {
 public:
  using Answer = Result<HttpResponse>;

  // What a request was.
  struct Seen {
    Method method = Method::kGet;
    std::string url;
    std::string query;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::chrono::steady_clock::time_point deadline;
  };

  // Scripts the next answer that is not scripted yet.
  void Reply(int status, std::string_view body) {
    const std::lock_guard lock(mutex_);
    script_.emplace_back(Response(status, body));
  }
  void Break(Reason reason, std::string_view message) {
    const std::lock_guard lock(mutex_);
    script_.emplace_back(Answer(Failure{.reason = reason, .message = std::string(message)}));
  }
  // The next request that is not scripted yet waits.
  void Hold() {
    const std::lock_guard lock(mutex_);
    script_.emplace_back(std::nullopt);
  }

  // Answers the request that has waited longest, if it still waits.
  void Release(int status, std::string_view body) {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) return;
    const std::weak_ptr<Waiting> oldest = std::move(waiting_.front());
    waiting_.pop_front();
    const std::shared_ptr<Waiting> held = oldest.lock();
    if (held == nullptr) return;
    auto answer = std::make_shared<Answer>(Response(status, body));
    asio::post(held->timer.get_executor(), [oldest, answer] {
      if (const std::shared_ptr<Waiting> still = oldest.lock()) {
        still->answer = std::move(*answer);
        still->timer.cancel();
      }
    });
  }

  // Whether so many requests have come, or been given up as their caller went away; waits for it.
  bool WaitForRequests(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return seen_.size() >= count; });
  }
  bool WaitForGivenUp(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return given_up_ >= count; });
  }

  std::vector<Seen> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }
  std::size_t given_up() const {
    const std::lock_guard lock(mutex_);
    return given_up_;
  }

  asio::awaitable<Result<HttpResponse>> Send(CallContext ctx, HttpRequest request) override {
    const auto executor = co_await asio::this_coro::executor;
    const auto held = std::make_shared<Waiting>(executor, ctx.deadline);
    if (std::optional<Answer> scripted = Note(ctx, request, held)) co_return *std::move(scripted);
    // On the loop thread, as this is, so it finds the timer either waiting or done.
    Waiting* const waiting = held.get();
    const auto cancel = [waiting] { waiting->timer.cancel(); };
    const std::stop_callback on_stop(ctx.stop, cancel);
    asio::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    auto pending = held->timer.async_wait(token);
    if (!ctx.stop.stop_requested()) co_await std::move(pending);
    if (held->answer) co_return *std::move(held->answer);
    if (!ctx.stop.stop_requested())
      co_return Failure{.reason = Reason::kTimeout, .message = "no answer in time"};
    NoteGivenUp();
    co_return Failure{.reason = Reason::kCancelled, .message = "the caller went away"};
  }

 private:
  // Nothing in these tests takes this long.
  static constexpr std::chrono::seconds kPatience{60};

  // A request that waits. Owned by its coroutine alone: the timer must not outlive the loop.
  struct Waiting {
    template <typename Executor>
    Waiting(const Executor& executor, std::chrono::steady_clock::time_point deadline)
        : timer(executor, deadline) {}
    asio::steady_timer timer;
    std::optional<Answer> answer;
  };

  static HttpResponse Response(int status, std::string_view body) {
    HttpResponse response;
    response.status = status;
    response.body = SecretString(body);
    return response;
  }

  // Remembers a request; the scripted answer, or nothing if it shall wait.
  std::optional<Answer> Note(const CallContext& ctx, const HttpRequest& request,
                             const std::shared_ptr<Waiting>& held) {
    const std::lock_guard lock(mutex_);
    seen_.push_back({request.method, request.url, std::string(request.query.Reveal()),
                     std::string(request.body.Reveal()), request.headers, ctx.deadline});
    std::optional<Answer> answer =
        Answer(Fail(Reason::kInternal, "the test scripted no answer for " + request.url));
    if (!script_.empty()) {
      answer = std::move(script_.front());
      script_.pop_front();
    }
    if (!answer) waiting_.push_back(held);
    changed_.notify_all();
    return answer;
  }

  void NoteGivenUp() {
    const std::lock_guard lock(mutex_);
    ++given_up_;
    changed_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::optional<Answer>> script_;  // nothing: wait
  std::deque<std::weak_ptr<Waiting>> waiting_;
  std::vector<Seen> seen_;
  std::size_t given_up_ = 0;
};

}  // namespace chutesd::http
