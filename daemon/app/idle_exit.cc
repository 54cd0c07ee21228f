#include "daemon/app/idle_exit.h"

#include <system_error>
#include <utility>

namespace chutesd::app {

using std::chrono::steady_clock;

IdleExit::IdleExit(asio::io_context& loop, std::chrono::seconds after, std::function<Activity()> activity,
                   std::function<void()> leave)
    : timer_(loop), after_(after), activity_(std::move(activity)), leave_(std::move(leave)) {}

void IdleExit::Start() {
  if (after_.count() > 0) WaitUntil(steady_clock::now() + after_);
}

void IdleExit::WaitUntil(steady_clock::time_point due) {
  timer_.expires_at(due);
  timer_.async_wait([this](std::error_code error) {
    if (!error) Look();
  });
}

void IdleExit::Look() {
  const Activity activity = activity_();
  const auto now = steady_clock::now();
  // What runs now ends later, and leaves its time.
  const auto due = (activity.busy ? now : activity.last) + after_;
  if (due > now) return WaitUntil(due);
  leave_();
}

}  // namespace chutesd::app
