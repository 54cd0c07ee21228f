#pragma once

#include <asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <stop_token>

#include "daemon/base/failure.h"

namespace chutesd::api {

// How reads are retried. Changes never are.
struct RetryPolicy {
  int tries = 3;  // in all
  std::chrono::milliseconds first_wait{100};
  std::chrono::milliseconds longest_wait{2000};
};

// Whether the same read may go better in a moment: the API was not reached, the connection was lost, or it
// answered 429, 500, 502, 503 or 504. Not after a time-out (the time is used up), a refused certificate, or
// an answer that says no.
bool IsRetryable(const Status& failure);

// How long to wait before the next try, or nothing if there must be none: the tries are used up, it would
// not help, or the wait would not end before the deadline. The API's Retry-After is obeyed;
// otherwise the wait is `jitter` (0 to 1) times first_wait * 2^(tries_done - 1), capped.
// `tries_done` is at least 1; `left` is the time until the deadline.
std::optional<std::chrono::milliseconds> WaitBeforeRetry(const RetryPolicy& policy, const Status& failure,
                                                         int tries_done, std::chrono::milliseconds left,
                                                         double jitter);

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
