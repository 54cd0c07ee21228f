#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/base/failure.h"

namespace chutesd::ledger {

// LEDGER_FAILED: "the ledger PATH <what>", with what can be done.
Failure LedgerFailed(std::string_view path, std::string_view what, std::string next_step);

// The same for an error of SQLite, told by its (extended) result code.
Failure SqliteFailed(std::string_view path, int code);

// Names this process so that another one can tell later whether it still runs: its id alone would not do,
// as ids are given anew.
std::string MarkOfThisProcess();

// Whether the process that made `mark` still runs, as far as can be seen from here.
bool IsRunning(std::string_view mark);

// Which file a path led to, so that it is noticed when it is removed or replaced: device and inode.
using FileIdentity = std::pair<dev_t, ino_t>;

// Nothing if there is no file.
std::optional<FileIdentity> IdentityOf(const std::string& path);

// Makes the folders of `path` (0700) and an empty file (0600) where they are missing, before anything is
// written to it. Returns the path with the links of its folder resolved; the file itself must be none.
// LEDGER_FAILED if others could change the file or its folder, or it cannot be made.
Result<std::string> PrepareLedgerFile(const std::string& path);

}  // namespace chutesd::ledger
