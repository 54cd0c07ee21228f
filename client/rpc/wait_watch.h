#pragma once

#include <chrono>
#include <functional>
#include <optional>

namespace chutes::rpc {

// Shows how long a call has waited for its answer; nothing: it waits no longer, so nothing is to be shown.
using ShowWait = std::function<void(std::optional<std::chrono::seconds> waited)>;

// The time of one call, as a person sees it: who is answered at once is shown nothing, who is not sees the
// seconds pass. What is shown is gone when the watch is.
class WaitWatch {
 public:
  // `show` may be empty, and must outlive the watch.
  explicit WaitWatch(const ShowWait& show) : show_(show), next_(began_ + kPatience) {}
  WaitWatch(const WaitWatch&) = delete;
  WaitWatch& operator=(const WaitWatch&) = delete;
  ~WaitWatch();

  // When to call Tick() again; far away if there is nothing to show.
  std::chrono::steady_clock::time_point next() const {
    return show_ ? next_ : std::chrono::steady_clock::time_point::max();
  }
  // Shows what is due by now.
  void Tick();

 private:
  static constexpr std::chrono::milliseconds kPatience{300};

  const ShowWait& show_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point next_;
  bool is_shown_ = false;
};

}  // namespace chutes::rpc
