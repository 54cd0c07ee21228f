#include "daemon/ledger/ledger_failure.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

#include "daemon/base/failure.h"

namespace chutesd::ledger {
namespace {

std::string ShellWord(std::string_view text) {
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += R"('\'')";
    } else {
      word += c;
    }
  }
  return word + "'";
}

std::string FolderOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos || slash == 0 ? "/" : path.substr(0, slash));
}

}  // namespace

std::string CommandOn(std::string_view command, std::string_view path) {
  return fmt::format("{} {}", command, ShellWord(path));
}

Status LedgerFailed(std::string_view path, std::string_view what, std::string next_step) {
  Failure failure;
  failure.reason = Reason::kLedgerFailed;
  failure.message = fmt::format("the ledger {} {}", path, what);
  failure.next_step = std::move(next_step);
  return failure;
}

Status SqliteFailed(std::string_view path, int code) {
  constexpr int kPrimary = 0xFF;  // the rest of an extended code says more about the same error
  switch (code & kPrimary) {
    case SQLITE_FULL:
      return LedgerFailed(path, "cannot be written: the disk is full", CommandOn("df -h", FolderOf(path)));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return LedgerFailed(path, "is held by another program for too long",
                          "try again; who holds it: " + CommandOn("fuser -v", path));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return LedgerFailed(
          path, "is damaged",
          fmt::format("{} {}   (then a new one is made; of keys made before, the actions are not known)",
                      CommandOn("mv", path), ShellWord(fmt::format("{}.damaged", path))));
    default:
      return LedgerFailed(path, fmt::format("cannot be opened or written: {}", sqlite3_errstr(code)),
                          CommandOn("ls -ld", FolderOf(path)) +
                              "   (it must be yours and writable; another place: chutesd --ledger FILE)");
  }
}

}  // namespace chutesd::ledger
