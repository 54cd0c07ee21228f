#pragma once

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdint>

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

}  // namespace chutes::rpc
