#pragma once

#include <memory>

#include "daemon/api/chutes_api.h"
#include "daemon/base/failure.h"
#include "daemon/ledger/ledger.h"
#include "daemon/session/session.h"

namespace chutesd::ops {

using SessionPtr = std::shared_ptr<const session::Session>;

// What the API layer needs of a session to ask in its name, by hotkey or API key. HOTKEY_MISSING if it has
// neither.
Result<api::Account> AccountOf(const session::Session& session);

// The same for what only a hotkey can do. HOTKEY_MISSING if it has none, API key or not.
Result<api::Account> SigningAccountOf(const session::Session& session);

// The account by which the ledger has its entries.
inline ledger::AccountId LedgerIdOf(const api::Account& account) {
  return {account.api_url, account.user_id};
}

}  // namespace chutesd::ops
