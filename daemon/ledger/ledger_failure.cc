#include "daemon/ledger/ledger_failure.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

#include "daemon/base/failure.h"
#include "proto/support/files.h"
#include "proto/support/text.h"

namespace chutesd::ledger {
Status LedgerFailed(std::string_view path, std::string_view what, std::string next_step) {
  Failure failure;
  failure.reason = Reason::kLedgerFailed;
  failure.message = fmt::format("the ledger{}{} {}", path.empty() ? "" : " ", path, what);
  failure.next_step = std::move(next_step);
  if (!path.empty()) failure.facts[fact::kPath] = path;
  return failure;
}

Status SqliteFailed(std::string_view path, int code) {
  constexpr int kPrimary = 0xFF;  // the rest of an extended code says more about the same error
  switch (code & kPrimary) {
    case SQLITE_FULL:
      return LedgerFailed(path, "cannot be written: the disk is full", "make room on the disk");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return LedgerFailed(path, "is held by another program for too long",
                          "call again; find out who holds it");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return LedgerFailed(
          path, "is damaged",
          "move it away: then a new one is made, and of keys made before, the actions are not known");
    default:
      return LedgerFailed(path, fmt::format("cannot be opened or written: {}", sqlite3_errstr(code)),
                          "it must be yours and writable; or give the daemon another file");
  }
}

}  // namespace chutesd::ledger
