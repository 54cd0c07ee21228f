#pragma once

#include <fmt/format.h>

#include <asio/any_io_executor.hpp>
#include <asio/associated_executor.hpp>
#include <asio/async_result.hpp>
#include <asio/awaitable.hpp>
#include <asio/dispatch.hpp>
#include <asio/post.hpp>
#include <asio/prefer.hpp>
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

// Runs `work` on `pool` and resumes the awaiting coroutine on the loop with what it returned. For what
// may block: reading a wallet, fsync. `work` must not throw and must own all that it touches, as the
// coroutine may be gone by then. (`std::function`, so shared_ptr whatever cannot be copied.)
template <typename Result>
asio::awaitable<Result> Offload(asio::thread_pool& pool, std::function<Result()> work) {
  // Captures nothing: g++ 12 destroys capturing lambdas around co_await twice.
  constexpr auto kStart = [](auto handler, asio::thread_pool* on, std::function<Result()> run) {
    // Keeps the loop running until the result is there.
    auto loop =
        asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work_t::tracked);
    asio::post(*on, [handler = std::move(handler), loop, run = std::move(run)]() mutable {
      asio::dispatch(loop, [handler = std::move(handler), result = run()]() mutable {
        std::move(handler)(std::move(result));
      });
    });
  };
  return asio::async_initiate<const asio::use_awaitable_t<>, void(Result)>(kStart, asio::use_awaitable, &pool,
                                                                           std::move(work));
}

// What the loop and the pool share of one OffloadUntil.
template <typename Value>
struct Offloaded {
  asio::steady_timer* waiting = nullptr;  // loop thread only; null once nobody waits
  std::optional<Result<Value>> result;    // loop thread only
  std::atomic<bool> given_up = false;
};

inline Status ClientGone() { return Fail(Reason::kCancelled, "the caller went away"); }

// What becomes of work whose turn comes only after its caller was let go.
enum class LateWork { kDropped, kDone };

// Runs `work` on `pool`, as Offload does, but returns at the caller's deadline (TIMEOUT) or when it goes away
// (CANCELLED). The result of work that has begun by then is dropped, so `pool` must be joined before the loop
// goes. `what` names it in the error, such as "opening the hotkey's file".
template <typename Value>
asio::awaitable<Result<Value>> OffloadUntil(asio::thread_pool& pool, CallContext ctx, std::string what,
                                            std::function<Result<Value>()> work,
                                            LateWork late = LateWork::kDropped) {
  if (ctx.stop.stop_requested()) co_return ClientGone();
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
  if (ctx.stop.stop_requested()) co_return ClientGone();
  Failure failure = Fail(Reason::kTimeout, fmt::format("time ran out while {}", what));
  failure.next_step = "call again with a later deadline";
  co_return failure;
}

}  // namespace chutesd::ops
