#pragma once

#include <asio/awaitable.hpp>
#include <chrono>
#include <iterator>
#include <memory>
#include <vector>

#include "daemon/api/chutes_api.h"
#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/ledger/ledger.h"
#include "daemon/session/session.h"

// What all operations have in common.
namespace chutesd::ops {

using SessionPtr = std::shared_ptr<const session::Session>;

// What a coroutine that can fail returns.
template <typename T>
using Pending = asio::awaitable<Result<T>>;

// What an operation returns, and what the caller should know besides.
template <typename T>
struct Answer {
  T value = {};
  std::vector<Warning> warnings = {};
};

// Puts `more` behind what is there.
template <typename T>
void Append(std::vector<T> more, std::vector<T>& all) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// What the API layer needs of a session to ask in its name, by hotkey or API key. HOTKEY_MISSING if it has
// neither.
Result<api::Account> AccountOf(const session::Session& session);

// The same for what only a hotkey can do. HOTKEY_MISSING if it has none, API key or not.
Result<api::Account> SigningAccountOf(const session::Session& session);

// The account by which the ledger has its entries.
inline ledger::AccountId LedgerIdOf(const api::Account& account) {
  return {account.api_url, account.user_id};
}

inline model::Time NowOf(const Clock& clock) {
  return std::chrono::time_point_cast<model::Time::duration>(clock.Now());
}

}  // namespace chutesd::ops
