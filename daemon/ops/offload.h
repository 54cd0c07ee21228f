#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/associated_executor.hpp>
#include <asio/async_result.hpp>
#include <asio/awaitable.hpp>
#include <asio/dispatch.hpp>
#include <asio/post.hpp>
#include <asio/prefer.hpp>
#include <asio/thread_pool.hpp>
#include <asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <utility>

namespace chutesd::ops {

// Starts the work of Offload. A plain functor: g++ 12 destroys capturing lambdas around co_await twice.
struct OffloadStart {
  asio::thread_pool* pool;

  template <typename Handler, typename Result>
  void operator()(Handler&& handler, std::function<Result()> work) const {
    auto shared = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
    // Keeps the loop running until the result is there.
    auto loop =
        asio::prefer(asio::get_associated_executor(*shared), asio::execution::outstanding_work_t::tracked);
    asio::post(*pool, [shared, loop, work = std::move(work)] {
      auto result = std::make_shared<Result>(work());
      asio::dispatch(loop, [shared, result] { (*shared)(std::move(*result)); });
    });
  }
};

// Runs `work` on `pool` and resumes the awaiting coroutine on the loop with what it returned. For what
// may block: reading a wallet, fsync. `work` must not throw and must own all that it touches, as the
// coroutine may be gone by then. (`std::function`, so shared_ptr whatever cannot be copied.)
template <typename Result>
asio::awaitable<Result> Offload(asio::thread_pool& pool, std::function<Result()> work) {
  return asio::async_initiate<const asio::use_awaitable_t<>, void(Result)>(
      OffloadStart{&pool}, asio::use_awaitable, std::move(work));
}

}  // namespace chutesd::ops
