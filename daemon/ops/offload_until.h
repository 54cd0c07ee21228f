#pragma once

#include <fmt/format.h>

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/thread_pool.hpp>
#include <asio/use_awaitable.hpp>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "daemon/base/call_context.h"
#include "daemon/base/failure.h"

namespace chutesd::ops {

// What the loop and the pool share of one OffloadUntil.
template <typename Value>
struct Offloaded {
  asio::steady_timer* waiting = nullptr;  // loop thread only; null once nobody waits
  std::optional<Result<Value>> result;    // loop thread only
  std::atomic<bool> given_up = false;
};

inline Status CallerWentAway() {
  Failure failure;
  failure.reason = Reason::kCancelled;
  failure.message = "the caller went away";
  return failure;
}

// What becomes of work whose turn comes only after its caller was let go.
enum class LateWork { kDropped, kDone };

// Runs `work` on `pool`, as Offload does, but lets the caller go at its deadline (TIMEOUT) or when it goes
// away (CANCELLED). Work that has begun by then ends unheard, so `pool` must be joined before the loop goes.
// `what` names it in the error, such as "opening the hotkey's file".
template <typename Value>
asio::awaitable<Result<Value>> OffloadUntil(asio::thread_pool& pool, CallContext ctx, std::string what,
                                            std::function<Result<Value>()> work,
                                            LateWork late = LateWork::kDropped) {
  if (ctx.stop.stop_requested()) co_return CallerWentAway();
  const asio::any_io_executor loop = co_await asio::this_coro::executor;
  asio::steady_timer timer(loop, ctx.deadline);
  auto shared = std::make_shared<Offloaded<Value>>();
  shared->waiting = &timer;
  asio::post(pool, [shared, loop, late, work = std::move(work)] {
    if (late == LateWork::kDropped && shared->given_up.load()) return;
    auto result = std::make_shared<Result<Value>>(work());
    if (shared->given_up.load()) return;
    asio::post(loop, [shared, result] {
      if (shared->waiting == nullptr) return;
      shared->result = std::move(*result);
      shared->waiting->cancel();
    });
  });
  const auto cancel = [&timer] { timer.cancel(); };
  const std::stop_callback on_stop(ctx.stop, cancel);
  asio::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  if (!ctx.stop.stop_requested()) {
    auto waiting = timer.async_wait(token);
    co_await std::move(waiting);
  }
  shared->waiting = nullptr;
  if (shared->result) co_return *std::move(shared->result);
  shared->given_up.store(true);
  if (ctx.stop.stop_requested()) co_return CallerWentAway();
  Failure failure;
  failure.reason = Reason::kTimeout;
  failure.message = fmt::format("time ran out while {}", what);
  failure.next_step = "call again with a later deadline";
  co_return failure;
}

}  // namespace chutesd::ops
