#include "daemon/api/retry.h"

#include <algorithm>

#include "daemon/base/failure.h"

namespace chutesd::api {

using std::chrono::milliseconds;

bool IsRetryable(const Status& status) {
  const std::optional<Failure> failure = FailureOf(status);
  if (!failure) return false;
  switch (failure->reason) {
    case Reason::kUpstreamUnreachable:
    case Reason::kUpstreamRateLimited:
      return true;
    case Reason::kUpstreamFailed:
      // 0: the connection was lost half-way.
      return failure->http_status == 0 || failure->http_status == 500 || failure->http_status == 502 ||
             failure->http_status == 503 || failure->http_status == 504;
    default:
      return false;
  }
}

std::optional<milliseconds> WaitBeforeRetry(const RetryPolicy& policy, const Status& status, int tries_done,
                                            milliseconds left, double jitter) {
  if (tries_done >= policy.tries || !IsRetryable(status)) return std::nullopt;
  milliseconds backoff = policy.first_wait;
  for (int i = 1; i < tries_done && backoff < policy.longest_wait; ++i) backoff *= 2;
  backoff = std::min(backoff, policy.longest_wait);
  const std::optional<milliseconds> asked_for = status.failure().retry_after;
  const milliseconds wait = asked_for.value_or(milliseconds(
      static_cast<milliseconds::rep>(static_cast<double>(backoff.count()) * std::clamp(jitter, 0.0, 1.0))));
  if (wait >= left) return std::nullopt;
  return wait;
}

}  // namespace chutesd::api
