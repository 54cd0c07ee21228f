#pragma once

#include <asio/awaitable.hpp>
#include <chrono>
#include <stop_token>

#include "daemon/base/failure.h"

namespace chutesd::api {

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
