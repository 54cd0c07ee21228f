#include <gtest/gtest.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include "daemon/api/retry.h"
#include "daemon/base/failure.h"
#include "tests/fakes/run_on_loop.h"

namespace chutesd::api {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

TEST(TimerSleeper, ReturnsWhenTheTimeHasCome) {
  TimerSleeper sleeper;
  const auto until = sleeper.Now() + 5ms;
  EXPECT_TRUE(RunOnLoop(sleeper.WaitUntil(until, std::stop_token())).ok());
  EXPECT_GE(sleeper.Now(), until);
}

TEST(TimerSleeper, DoesNotBeginWhenStoppedAlready) {
  TimerSleeper sleeper;
  std::stop_source source;
  source.request_stop();
  const Status waited = RunOnLoop(sleeper.WaitUntil(sleeper.Now() + 24h, source.get_token()));
  EXPECT_EQ(waited.failure().reason, Reason::kCancelled);
}

TEST(TimerSleeper, WakesAtOnceWhenStopped) {
  TimerSleeper sleeper;
  std::stop_source source;
  asio::io_context loop(1);
  Status waited;
  asio::co_spawn(loop, sleeper.WaitUntil(sleeper.Now() + 24h, source.get_token()),
                 [&](std::exception_ptr, Status status) { waited = status; });
  // Queued behind the coroutine's start, so the wait has begun by then.
  asio::post(loop, [&] { source.request_stop(); });
  loop.run();
  EXPECT_EQ(waited.failure().reason, Reason::kCancelled);
}

}  // namespace
}  // namespace chutesd::api
