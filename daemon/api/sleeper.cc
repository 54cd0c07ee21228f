#include "daemon/api/sleeper.h"

#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <utility>

#include "daemon/base/failure.h"

namespace chutesd::api {

Status StoppedWaiting() {
  Failure failure;
  failure.reason = Reason::kCancelled;
  failure.message = "the caller went away before the API was asked again";
  return failure;
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
  auto waiting = timer.async_wait(token);
  co_await std::move(waiting);
  co_return stop.stop_requested() ? StoppedWaiting() : OkStatus();
}

}  // namespace chutesd::api
