#pragma once

#include <asio/awaitable.hpp>
#include <chrono>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
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

// The same with a user id, which the API is asked for if the file has none.
Pending<api::Account> KnownAccountOf(api::ChutesApi& api, CallContext ctx, SessionPtr session);

// AccountOf for what only a hotkey can do. HOTKEY_MISSING if it has none, API key or not.
Result<api::Account> SigningAccountOf(const session::Session& session);

// The account by which the ledger has its entries.
inline ledger::AccountId LedgerIdOf(const api::Account& account) {
  return {account.api_url, account.user_id};
}

// Deletes by `send(CallContext)`. If the reply is lost a second time settles it: what is `gone` by then was
// deleted the first time.
template <typename Send>
asio::awaitable<Status> DeleteSettled(CallContext ctx, const Send& send, Reason gone) {
  Status status = co_await send(ctx);
  if (status.ok() || status.reason() != Reason::kOutcomeUnknown) co_return status;
  const Status again = co_await send(ctx.Uninterrupted());
  co_return again.ok() || again.reason() == gone ? OkStatus() : status;
}

// What to say of a change whose reply lacks what could be read elsewhere.
inline std::string IncompleteReply(std::string_view done, std::string_view problem) {
  return std::string(done) + ", but the API's answer is not complete: " + std::string(problem);
}

inline model::Time NowOf(const Clock& clock) {
  return std::chrono::time_point_cast<model::Time::duration>(clock.Now());
}

}  // namespace chutesd::ops
