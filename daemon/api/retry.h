#pragma once

#include <chrono>
#include <optional>

#include "daemon/base/failure.h"

namespace chutesd::api {

// How reads are tried again. Changes never are.
struct RetryPolicy {
  int tries = 3;  // in all
  std::chrono::milliseconds first_wait{100};
  std::chrono::milliseconds longest_wait{2000};
};

// Whether the same read may go better in a moment: the API was not reached, the connection was lost, or it
// answered 429, 500, 502, 503 or 504. Not after a time-out (the time is used up), a refused certificate, or
// an answer that says no.
bool IsRetryable(const Status& failure);

// How long to wait before the next try, or nothing if there shall be none: the tries are used up, it is of
// no use, or the wait would not end before the deadline. What the API said in Retry-After is kept to;
// otherwise the wait is `jitter` (0 to 1) times first_wait * 2^(tries_done - 1), capped.
// `tries_done` is at least 1; `left` is the time until the deadline.
std::optional<std::chrono::milliseconds> WaitBeforeRetry(const RetryPolicy& policy, const Status& failure,
                                                         int tries_done, std::chrono::milliseconds left,
                                                         double jitter);

}  // namespace chutesd::api
