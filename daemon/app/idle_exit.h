#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <functional>

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
           std::function<void()> leave);

  void Start();
  void Stop() { timer_.cancel(); }

 private:
  void WaitUntil(std::chrono::steady_clock::time_point due);
  void Look();

  asio::steady_timer timer_;
  const std::chrono::seconds after_;
  std::function<Activity()> activity_;
  std::function<void()> leave_;
};

}  // namespace chutesd::app
