#pragma once

#include <vector>

#include "daemon/api/retry.h"

namespace chutesd::api {

// Time that passes only while someone waits: a wait ends at once, with the clock at its end.
class FakeSleeper final : public Sleeper {
 public:
  std::chrono::steady_clock::time_point Now() const override { return now; }

  asio::awaitable<Status> WaitUntil(std::chrono::steady_clock::time_point time,
                                    std::stop_token stop) override {
    waits.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(time - now));
    if (stop.stop_requested()) co_return StoppedWaiting();
    now = time;
    co_return OkStatus();
  }

  std::chrono::steady_clock::time_point now = std::chrono::steady_clock::now();
  std::vector<std::chrono::milliseconds> waits;
};

}  // namespace chutesd::api
