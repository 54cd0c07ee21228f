#pragma once

#include <spdlog/spdlog.h>

#include <asio/awaitable.hpp>
#include <asio/thread_pool.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/ledger/ledger.h"
#include "daemon/ops/offload.h"

namespace chutesd::ops {

// The age from which an intent whose key or secret is not there was not carried out: longer than a call may
// take, on either side.
constexpr std::chrono::minutes kIntentLife{2};

// The ledger on a thread of its own: it waits for the disk, which the loop must not. Called on the loop; what
// comes back is on the loop again.
class AsyncLedger {
 public:
  explicit AsyncLedger(std::string path) : ledger_(std::move(path)) {}
  // Whatever was handed over is done first.
  ~AsyncLedger() { thread_.join(); }
  AsyncLedger(const AsyncLedger&) = delete;
  AsyncLedger& operator=(const AsyncLedger&) = delete;

  // What `function` of the ledger returns for these arguments, which are kept, as the caller may be gone by
  // then. What could not be written down of a change that was made is also logged.
  template <typename Outcome, typename... Parameters>
  asio::awaitable<Outcome> Call(Outcome (ledger::Ledger::*function)(Parameters...),
                                std::decay_t<Parameters>... arguments) {
    std::function<Outcome()> work = [this, function, ... arguments = std::move(arguments)] {
      Outcome outcome = (ledger_.*function)(arguments...);
      if constexpr (std::is_same_v<Outcome, Status>) {
        if (!outcome.ok()) spdlog::warn("the ledger lags behind: {}", outcome.message());
      }
      return outcome;
    };
    return Offload<Outcome>(thread_, std::move(work));
  }

  asio::thread_pool& thread() { return thread_; }

 private:
  ledger::Ledger ledger_;
  asio::thread_pool thread_{1};
};

}  // namespace chutesd::ops
