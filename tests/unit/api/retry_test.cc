#include "daemon/api/retry.h"

#include <gtest/gtest.h>

#include "daemon/base/failure.h"

namespace chutesd::api {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Status Failed(Reason reason, int http_status = 0, std::optional<milliseconds> retry_after = {}) {
  Failure failure;
  failure.reason = reason;
  failure.http_status = http_status;
  failure.retry_after = retry_after;
  return failure;
}

bool IsRetryable(const Status& status) { return WaitBeforeRetry(status, 1, seconds(60), 0.5).has_value(); }

TEST(WaitBeforeRetry, IsForWhatMayGoBetterInAMoment) {
  EXPECT_TRUE(IsRetryable(Failed(Reason::kUpstreamUnreachable)));
  EXPECT_TRUE(IsRetryable(Failed(Reason::kUpstreamFailed)));
  EXPECT_TRUE(IsRetryable(Failed(Reason::kUpstreamRateLimited, 429)));
  for (const int status : {500, 502, 503, 504})
    EXPECT_TRUE(IsRetryable(Failed(Reason::kUpstreamFailed, status)));
}

TEST(WaitBeforeRetry, IsForNothingElse) {
  EXPECT_FALSE(IsRetryable(Fail(Reason::kInternal, "x")));
  for (const int status : {405, 407, 501, 505, 520})
    EXPECT_FALSE(IsRetryable(Failed(Reason::kUpstreamFailed, status)));
  for (const Reason reason :
       {Reason::kTimeout, Reason::kCancelled, Reason::kUpstreamTlsRefused, Reason::kUpstreamMalformed,
        Reason::kUpstreamTooLarge, Reason::kUpstreamRedirected, Reason::kUpstreamUnauthenticated,
        Reason::kUpstreamNonceRefused, Reason::kHotkeyNotRegistered, Reason::kUpstreamForbidden,
        Reason::kUpstreamInvalid, Reason::kUpstreamNotFound, Reason::kUpstreamConflict,
        Reason::kOutcomeUnknown, Reason::kKeyNotFound, Reason::kInternal}) {
    EXPECT_FALSE(IsRetryable(Failed(reason))) << ReasonName(reason);
  }
}

TEST(WaitBeforeRetry, DoublesUnderFullJitter) {
  const Status failure = Failed(Reason::kUpstreamUnreachable);
  struct Case {
    int tries_done;
    double jitter;
    int wait_ms;
  };
  for (const Case& each : {Case{1, 1.0, 100}, Case{1, 0.5, 50}, Case{1, 0.0, 0}, Case{2, 1.0, 200},
                           Case{2, 0.25, 50}, Case{1, 7.0, 100}, Case{1, -1.0, 0}}) {
    EXPECT_EQ(WaitBeforeRetry(failure, each.tries_done, seconds(60), each.jitter),
              milliseconds(each.wait_ms));
  }
}

TEST(WaitBeforeRetry, EndsAfterTheLastTry) {
  const Status failure = Failed(Reason::kUpstreamUnreachable);
  EXPECT_TRUE(WaitBeforeRetry(failure, 2, seconds(60), 0));
  EXPECT_FALSE(WaitBeforeRetry(failure, 3, seconds(60), 0));
  EXPECT_FALSE(WaitBeforeRetry(Failed(Reason::kTimeout), 1, seconds(60), 0));
}

TEST(WaitBeforeRetry, DoesNotWaitBeyondTheDeadline) {
  const Status failure = Failed(Reason::kUpstreamUnreachable);
  EXPECT_FALSE(WaitBeforeRetry(failure, 1, milliseconds(100), 1.0));
  EXPECT_TRUE(WaitBeforeRetry(failure, 1, milliseconds(101), 1.0));
  EXPECT_FALSE(WaitBeforeRetry(failure, 1, milliseconds(0), 0.0));
  EXPECT_FALSE(WaitBeforeRetry(failure, 1, milliseconds(-5), 0.0));
}

TEST(WaitBeforeRetry, KeepsToRetryAfterIfItFits) {
  const Status limited = Failed(Reason::kUpstreamRateLimited, 429, seconds(5));
  EXPECT_EQ(WaitBeforeRetry(limited, 1, seconds(30), 1.0), seconds(5));
  EXPECT_FALSE(WaitBeforeRetry(limited, 1, seconds(5), 1.0));
  EXPECT_EQ(WaitBeforeRetry(Failed(Reason::kUpstreamFailed, 503, seconds(0)), 1, seconds(5), 1.0),
            seconds(0));
}

}  // namespace
}  // namespace chutesd::api
