#pragma once

#include <asio/awaitable.hpp>
#include <iterator>
#include <utility>
#include <vector>

#include "daemon/base/failure.h"

namespace chutesd::ops {

// What a coroutine that can fail returns.
template <typename T>
using Pending = asio::awaitable<Result<T>>;

// What an operation returns, and what the caller should know besides.
template <typename T>
struct Answer {
  T value = {};
  std::vector<Warning> warnings = {};
};

inline void Append(std::vector<Warning> more, std::vector<Warning>& warnings) {
  warnings.insert(warnings.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace chutesd::ops
