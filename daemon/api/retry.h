#pragma once

#include <asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <stop_token>

#include "daemon/base/failure.h"

namespace chutesd::api {

// How long to wait before the same read is tried again, or nothing if it must not be: after a third try, if
// the wait would not end before the deadline, or if it would not help. It may help if the API was not
// reached, the connection was lost, or the API answered 429, 500, 502, 503 or 504; not after a time-out (the
// time is used up), a refused certificate, or an answer that says no. Changes are never retried. The API's
// Retry-After is obeyed; otherwise the wait is `jitter` (0 to 1) times 100 ms * 2^(tries_done - 1).
// `tries_done` is at least 1; `left` is the time until the deadline.
std::optional<std::chrono::milliseconds> WaitBeforeRetry(const Status& failure, int tries_done,
                                                         std::chrono::milliseconds left, double jitter);

// Time that passes, injected so that tests need not wait. Used on the loop thread.
class Sleeper {
 public:
  virtual ~Sleeper() = default;
  virtual std::chrono::steady_clock::time_point Now() const = 0;
  // Returns at `time`, or at once with CANCELLED when `stop` is asked for (on the loop thread).
  virtual asio::awaitable<Status> WaitUntil(std::chrono::steady_clock::time_point time,
                                            std::stop_token stop) = 0;
};

// The real one: a timer on the loop that runs the coroutine.
class TimerSleeper final : public Sleeper {
 public:
  std::chrono::steady_clock::time_point Now() const override { return std::chrono::steady_clock::now(); }
  asio::awaitable<Status> WaitUntil(std::chrono::steady_clock::time_point time,
                                    std::stop_token stop) override;
};

// What a wait that was stopped ends with.
Status StoppedWaiting();

}  // namespace chutesd::api
