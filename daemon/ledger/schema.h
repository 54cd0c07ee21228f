#pragma once

#include <span>
#include <string>

#include "daemon/base/failure.h"
#include "daemon/ledger/database.h"

namespace chutesd::ledger {

// What makes the tables of version N + 1 out of those of version N. Never changed once released; a new
// version is a new entry at the end.
std::span<const char* const> LedgerVersions();

// Brings the file to the newest version, all of it or nothing. A file that another program made, one of a
// newer version, and a damaged one are refused: LEDGER_FAILED.
Status BringUpToDate(Database& database, const std::string& path,
                     std::span<const char* const> versions = LedgerVersions());

}  // namespace chutesd::ledger
