#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <asio/io_context.hpp>
#include <future>
#include <thread>

#include "daemon/ops/offload.h"
#include "tests/fakes/run_on_loop.h"

namespace chutesd::ops {
namespace {

using std::chrono::steady_clock;

constexpr auto kLong = std::chrono::seconds(60);

CallContext EndingIn(steady_clock::duration time) {
  CallContext ctx;
  ctx.deadline = steady_clock::now() + time;
  return ctx;
}

Reason ReasonOfResult(const Result<int>& result) {
  return result.ok() ? Reason::kUnspecified : result.failure().reason;
}

Result<int> Outcome(asio::thread_pool& pool, CallContext ctx, std::function<Result<int>()> work) {
  return RunOnLoop(OffloadUntil<int>(pool, std::move(ctx), "counting", std::move(work)));
}

TEST(OffloadUntil, ReturnsWhatTheWorkReturned) {
  asio::thread_pool pool(1);
  const auto caller = std::this_thread::get_id();
  const auto result = Outcome(pool, EndingIn(kLong), [caller]() -> Result<int> {
    return std::this_thread::get_id() == caller ? 1 : 2;
  });
  EXPECT_EQ(*result, 2);
  const auto failed = Outcome(pool, EndingIn(kLong),
                              []() -> Result<int> { return Failure{.reason = Reason::kWalletLocked}; });
  EXPECT_EQ(ReasonOfResult(failed), Reason::kWalletLocked);
}

TEST(OffloadUntil, LetsTheCallerGoAtItsDeadlineAndSkipsWorkWhoseTurnComesLater) {
  asio::thread_pool pool(1);
  std::promise<void> release;
  asio::post(pool, [held = release.get_future().share()] { held.wait(); });
  auto done = std::make_shared<bool>(false);
  const auto late = Outcome(pool, EndingIn(std::chrono::milliseconds(20)), [done]() -> Result<int> {
    *done = true;
    return 1;
  });
  EXPECT_EQ(ReasonOfResult(late), Reason::kTimeout);
  EXPECT_THAT(std::string(late.status().message()), testing::HasSubstr("counting"));
  release.set_value();
  pool.join();
  EXPECT_FALSE(*done);
}

TEST(OffloadUntil, LetsACallerGoThatWentAway) {
  asio::thread_pool pool(1);
  std::promise<void> release;
  asio::post(pool, [held = release.get_future().share()] { held.wait(); });
  asio::io_context loop(1);
  std::stop_source stop;
  CallContext ctx = EndingIn(kLong);
  ctx.stop = stop.get_token();
  std::optional<Result<int>> result;
  std::function<Result<int>()> work = []() -> Result<int> { return 1; };
  asio::co_spawn(loop, OffloadUntil<int>(pool, std::move(ctx), "counting", std::move(work)),
                 [&](const std::exception_ptr&, Result<int> answer) {
                   result = std::move(answer);
                   release.set_value();
                 });
  asio::post(loop, [&stop] { stop.request_stop(); });
  loop.run();
  EXPECT_EQ(ReasonOfResult(*result), Reason::kCancelled);

  ctx = EndingIn(kLong);
  ctx.stop = stop.get_token();  // gone before it began
  auto done = std::make_shared<bool>(false);
  EXPECT_EQ(ReasonOfResult(Outcome(pool, ctx,
                                   [done]() -> Result<int> {
                                     *done = true;
                                     return 1;
                                   })),
            Reason::kCancelled);
  pool.join();
  EXPECT_FALSE(*done);
}

}  // namespace
}  // namespace chutesd::ops
