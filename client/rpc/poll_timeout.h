#pragma once

#include <algorithm>
#include <chrono>
#include <climits>
#include <cstdint>

namespace chutes::rpc {

// Milliseconds for poll(2), rounded up so that it does not spin in the last one.
inline int PollTimeout(std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, INT_MAX));
}

}  // namespace chutes::rpc
