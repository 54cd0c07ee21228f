#pragma once

#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <exception>
#include <optional>
#include <utility>

namespace chutesd {

// Runs one coroutine on a loop of its own until it is done.
template <typename Result>
Result RunOnLoop(asio::awaitable<Result> work) {
  asio::io_context loop(1);
  std::optional<Result> result;
  asio::co_spawn(loop, std::move(work), [&](const std::exception_ptr& error, Result done) {
    if (error) std::rethrow_exception(error);
    result.emplace(std::move(done));
  });
  loop.run();
  return *std::move(result);
}

}  // namespace chutesd
