#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <system_error>
#include <utility>

namespace chutesd::app {

// Ends a daemon that nobody needs any more. Loop thread only. The timer runs at most once for each
// stretch of idleness: calls only leave the time at which they ended.
class IdleExit {
 public:
  // What the daemon does, and when it last did something.
  struct Activity {
    bool busy = false;
    std::chrono::steady_clock::time_point last;
  };

  // `activity` is asked when the time may be up; `leave` is called once it is. An `after` of 0: never.
  IdleExit(asio::io_context& loop, std::chrono::seconds after, std::function<Activity()> activity,
           std::function<void()> leave)
      : timer_(loop), after_(after), activity_(std::move(activity)), leave_(std::move(leave)) {}

  void Start() {
    if (after_.count() > 0) WaitUntil(std::chrono::steady_clock::now() + after_);
  }
  void Stop() { timer_.cancel(); }

 private:
  void WaitUntil(std::chrono::steady_clock::time_point due) {
    timer_.expires_at(due);
    timer_.async_wait([this](std::error_code error) {
      if (error) return;
      const Activity activity = activity_();
      const auto now = std::chrono::steady_clock::now();
      // What runs now ends later, and leaves its time.
      const auto next = (activity.busy ? now : activity.last) + after_;
      if (next > now) return WaitUntil(next);
      leave_();
    });
  }

  asio::steady_timer timer_;
  const std::chrono::seconds after_;
  std::function<Activity()> activity_;
  std::function<void()> leave_;
};

}  // namespace chutesd::app
