#pragma once

#include <string>
#include <string_view>

#include "daemon/base/failure.h"

namespace chutesd::ledger {

// LEDGER_FAILED: "the ledger PATH <what>", with what can be done.
Status LedgerFailed(std::string_view path, std::string_view what, std::string next_step);

// The same for an error of SQLite, told by its (extended) result code.
Status SqliteFailed(std::string_view path, int code);

}  // namespace chutesd::ledger
