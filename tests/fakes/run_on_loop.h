#pragma once

#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

namespace chutesd {

// Runs one coroutine on a loop of its own until it is done; throws, which fails the test, if that never
// comes.
template <typename Result>
Result RunOnLoop(asio::awaitable<Result> work) {
  asio::io_context loop(1);
  std::optional<Result> result;
  asio::co_spawn(loop, std::move(work), [&](const std::exception_ptr& error, Result done) {
    if (error) std::rethrow_exception(error);
    result.emplace(std::move(done));
  });
  constexpr std::chrono::seconds kPatience(60);
  loop.run_for(kPatience);
  if (!result) throw std::runtime_error("the operation did not end");
  return *std::move(result);
}

}  // namespace chutesd
