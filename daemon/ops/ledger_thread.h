#pragma once

#include <asio/awaitable.hpp>
#include <asio/thread_pool.hpp>
#include <functional>
#include <string>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/ledger/ledger.h"
#include "daemon/ops/offload.h"

namespace chutesd::ops {

// The ledger on a thread of its own: it waits for the disk, which the loop must not. Called on the loop; what
// comes back is on the loop again.
class LedgerThread {
 public:
  // `path` as in Ledger.
  explicit LedgerThread(std::string path) : ledger_(std::move(path)) {}
  // Whatever was handed over is done first.
  ~LedgerThread() { thread_.join(); }
  LedgerThread(const LedgerThread&) = delete;
  LedgerThread& operator=(const LedgerThread&) = delete;

  // `work` owns all that it touches, as the caller may be gone by then.
  template <typename Result>
  asio::awaitable<Result> Run(std::function<Result(ledger::Ledger&)> work) {
    std::function<Result()> bound = [this, work = std::move(work)] { return work(ledger_); };
    return Offload<Result>(thread_, std::move(bound));
  }

  asio::thread_pool& thread() { return thread_; }

 private:
  ledger::Ledger ledger_;
  asio::thread_pool thread_{1};
};

// Tells the log, and nobody else, that the ledger lags behind the account if `written` is an error: the
// change itself was made, and must not fail for its note.
void LogUnwritten(const Status& written);

}  // namespace chutesd::ops
