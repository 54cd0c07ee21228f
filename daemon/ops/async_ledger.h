#pragma once

#include <asio/awaitable.hpp>
#include <asio/thread_pool.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/base/failure.h"
#include "daemon/ledger/ledger.h"
#include "daemon/ops/answer.h"

namespace chutesd::ops {

// The ledger on a thread of its own: it waits for the disk, which the loop must not. Called on the loop; what
// comes back is on the loop again. See ledger::Ledger for what each function does. What could not be written
// down of a change that was made is also logged.
class AsyncLedger {
 public:
  explicit AsyncLedger(std::string path) : ledger_(std::move(path)) {}
  // Whatever was handed over is done first.
  ~AsyncLedger() { thread_.join(); }
  AsyncLedger(const AsyncLedger&) = delete;
  AsyncLedger& operator=(const AsyncLedger&) = delete;

  Pending<std::vector<ledger::KeyEntry>> Keys(ledger::AccountId account);
  Pending<std::int64_t> BeginKey(ledger::AccountId account, model::ApiKeySpec spec, model::Time now);
  asio::awaitable<Status> RecordKeyOutcome(std::int64_t row, ledger::State state, std::string api_key_id);
  asio::awaitable<Status> ForgetKey(std::int64_t row);
  asio::awaitable<Status> ForgetKeyById(ledger::AccountId account, std::string api_key_id);

  Pending<std::vector<ledger::SecretEntry>> Secrets(ledger::AccountId account);
  Pending<std::int64_t> BeginSecret(ledger::AccountId account, std::string chute_id, std::string key,
                                    model::Time now);
  asio::awaitable<Status> RecordSecretReplyLost(std::int64_t row);
  asio::awaitable<Status> ForgetSecret(std::int64_t row);

  asio::thread_pool& thread() { return thread_; }

 private:
  // `work` owns all that it touches, as the caller may be gone by then.
  template <typename Work>
  auto Run(Work work) -> asio::awaitable<decltype(work(std::declval<ledger::Ledger&>()))>;
  asio::awaitable<Status> Write(std::function<Status(ledger::Ledger&)> work);

  ledger::Ledger ledger_;
  asio::thread_pool thread_{1};
};

}  // namespace chutesd::ops
