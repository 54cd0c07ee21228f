#include "daemon/api/retry.h"

#include <algorithm>
#include <array>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

namespace chutesd::api {

using std::chrono::milliseconds;

namespace {

constexpr int kTries = 3;           // in all
constexpr double kFirstWait = 100;  // milliseconds

bool IsRetryable(const Status& status) {
  const Reason reason = status.reason();
  if (reason == Reason::kUpstreamUnreachable || reason == Reason::kUpstreamRateLimited) return true;
  constexpr std::array kPassing = {0, 500, 502, 503, 504};  // 0: the connection was lost half-way
  return reason == Reason::kUpstreamFailed &&
         std::find(kPassing.begin(), kPassing.end(), status.failure().http_status) != kPassing.end();
}

}  // namespace

std::optional<milliseconds> WaitBeforeRetry(const Status& status, int tries_done, milliseconds left,
                                            double jitter) {
  if (tries_done >= kTries || !IsRetryable(status)) return std::nullopt;
  const double backoff = std::ldexp(kFirstWait, tries_done - 1) * std::clamp(jitter, 0.0, 1.0);
  const milliseconds wait =
      status.failure().retry_after.value_or(milliseconds(static_cast<milliseconds::rep>(backoff)));
  return wait < left ? std::optional(wait) : std::nullopt;
}

Status StoppedWaiting() {
  return Fail(Reason::kCancelled, "the caller went away before the API was asked again");
}

asio::awaitable<Status> TimerSleeper::WaitUntil(std::chrono::steady_clock::time_point time,
                                                std::stop_token stop) {
  if (stop.stop_requested()) co_return StoppedWaiting();
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, time);
  // Runs on the loop thread, as this does, so it finds the timer either waiting or done.
  const auto cancel = [&timer] { timer.cancel(); };
  const std::stop_callback on_stop(stop, cancel);
  asio::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  co_await timer.async_wait(token);
  co_return stop.stop_requested() ? StoppedWaiting() : OkStatus();
}

}  // namespace chutesd::api
