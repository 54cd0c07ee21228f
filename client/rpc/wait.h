#pragma once

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstdint>
#include <functional>
#include <optional>

#include "proto/support/unique_fd.h"

namespace chutes::rpc {

// Milliseconds for poll(2), rounded up so that it does not spin in the last one.
inline int PollTimeout(std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, INT_MAX));
}

// poll(2) for one descriptor: whether there is something to read, or the other end is closed, by `deadline`.
inline bool WaitReadable(int fd, std::chrono::steady_clock::time_point deadline) {
  while (true) {
    pollfd watched{fd, POLLIN, 0};
    const int ready = poll(&watched, 1, PollTimeout(deadline));
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

// While it lives, Ctrl-C does not end the process but makes fd() readable. If SIGINT was ignored
// (as under nohup) it stays ignored. One at a time; for programs with one thread.
class InterruptWatch {
 public:
  InterruptWatch() {
    sigset_t interrupt;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    pthread_sigmask(SIG_BLOCK, &interrupt, &before_);
    fd_ = support::UniqueFd(signalfd(-1, &interrupt, SFD_CLOEXEC | SFD_NONBLOCK));
  }
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;
  ~InterruptWatch() {
    // What came too late to be acted upon shall not kill the process while it prints a result.
    Pressed();
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

  // For poll(2): -1, which poll skips, if nothing is watched.
  int fd() const { return fd_.get(); }
  // Whether Ctrl-C was pressed.
  bool Pressed() {
    signalfd_siginfo info{};
    if (fd_.valid() && read(fd_.get(), &info, sizeof(info)) == static_cast<ssize_t>(sizeof(info))) {
      pressed_ = true;
    }
    return pressed_;
  }

 private:
  support::UniqueFd fd_;
  sigset_t before_{};
  bool pressed_ = false;
};

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
  ~WaitWatch() {
    if (is_shown_) show_(std::nullopt);
  }

  // When to call Tick() again; far away if there is nothing to show.
  std::chrono::steady_clock::time_point next() const {
    return show_ ? next_ : std::chrono::steady_clock::time_point::max();
  }
  // Shows what is due by now.
  void Tick() {
    const auto now = std::chrono::steady_clock::now();
    if (now < next()) return;
    const auto waited = std::chrono::floor<std::chrono::seconds>(now - began_);
    is_shown_ = true;
    next_ = began_ + waited + std::chrono::seconds(1);
    show_(waited);
  }

 private:
  static constexpr std::chrono::milliseconds kPatience{300};

  const ShowWait& show_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point next_;
  bool is_shown_ = false;
};

}  // namespace chutes::rpc
