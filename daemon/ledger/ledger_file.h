#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "daemon/base/failure.h"

namespace chutesd::ledger {

// Which file a path led to, so that it is noticed when it is removed or replaced.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;

  bool operator==(const FileIdentity&) const = default;
};

// Nothing if there is no file.
std::optional<FileIdentity> IdentityOf(const std::string& path);

// Makes the folders of `path` (0700) and an empty file (0600) where they are missing, before anything is
// written to it. Returns the path with the links of its folder resolved; the file itself must be none.
// LEDGER_FAILED if others could change the file or its folder, or it cannot be made.
Result<std::string> PrepareLedgerFile(const std::string& path);

}  // namespace chutesd::ledger
