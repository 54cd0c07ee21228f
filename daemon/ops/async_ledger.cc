#include "daemon/ops/async_ledger.h"

#include <spdlog/spdlog.h>

#include "daemon/ops/offload.h"

namespace chutesd::ops {

using ledger::AccountId;
using ledger::Ledger;

template <typename Work>
auto AsyncLedger::Run(Work work) -> asio::awaitable<decltype(work(std::declval<Ledger&>()))> {
  using Outcome = decltype(work(std::declval<Ledger&>()));
  std::function<Outcome()> bound = [this, work = std::move(work)] { return work(ledger_); };
  return Offload<Outcome>(thread_, std::move(bound));
}

asio::awaitable<Status> AsyncLedger::Write(std::function<Status(Ledger&)> work) {
  Status written = co_await Run(std::move(work));
  if (!written.ok()) spdlog::warn("the ledger lags behind: {}", written.message());
  co_return written;
}

Pending<std::vector<ledger::KeyEntry>> AsyncLedger::Keys(AccountId account) {
  return Run([account = std::move(account)](Ledger& ledger) { return ledger.Keys(account); });
}

Pending<std::int64_t> AsyncLedger::BeginKey(AccountId account, model::ApiKeySpec spec, model::Time now) {
  return Run([account = std::move(account), spec = std::move(spec), now](Ledger& ledger) {
    return ledger.BeginKey(account, spec, now);
  });
}

asio::awaitable<Status> AsyncLedger::RecordKeyOutcome(std::int64_t row, ledger::State state,
                                                      std::string api_key_id) {
  return Write([row, state, id = std::move(api_key_id)](Ledger& ledger) {
    return ledger.RecordKeyOutcome(row, state, id);
  });
}

asio::awaitable<Status> AsyncLedger::ForgetKey(std::int64_t row) {
  return Write([row](Ledger& ledger) { return ledger.ForgetKey(row); });
}

asio::awaitable<Status> AsyncLedger::ForgetKeyById(AccountId account, std::string api_key_id) {
  return Write([account = std::move(account), id = std::move(api_key_id)](Ledger& ledger) {
    return ledger.ForgetKeyById(account, id);
  });
}

Pending<std::vector<ledger::SecretEntry>> AsyncLedger::Secrets(AccountId account) {
  return Run([account = std::move(account)](Ledger& ledger) { return ledger.Secrets(account); });
}

Pending<std::int64_t> AsyncLedger::BeginSecret(AccountId account, std::string chute_id, std::string key,
                                               model::Time now) {
  return Run([account = std::move(account), chute_id = std::move(chute_id), key = std::move(key),
              now](Ledger& ledger) { return ledger.BeginSecret(account, chute_id, key, now); });
}

asio::awaitable<Status> AsyncLedger::RecordSecretReplyLost(std::int64_t row) {
  return Write([row](Ledger& ledger) { return ledger.RecordSecretReplyLost(row); });
}

asio::awaitable<Status> AsyncLedger::ForgetSecret(std::int64_t row) {
  return Write([row](Ledger& ledger) { return ledger.ForgetSecret(row); });
}

}  // namespace chutesd::ops
