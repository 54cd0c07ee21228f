#include "daemon/ledger/ledger_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "proto/support/paths.h"
#include "proto/support/unique_fd.h"

namespace chutesd::ledger {
namespace {

// When process `pid` began, in ticks since the machine did; empty if there is none.
std::string StartOf(std::string_view pid) {
  constexpr int kFieldsBetween = 20;  // from the state, which follows the name, to the start time
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  // The name is in parentheses and may hold anything.
  std::size_t at = text.rfind(')');
  for (int field = 0; field < kFieldsBetween && at != std::string::npos; ++field) at = text.find(' ', at + 1);
  if (at == std::string::npos) return "";
  return text.substr(at + 1, text.find(' ', at + 1) - at - 1);
}

constexpr mode_t kOthersMayWrite = S_IWGRP | S_IWOTH;
constexpr mode_t kOwnerOnly = 0600;

Failure CannotMake(const std::string& path, const std::string& what, int error) {
  return LedgerFailed(path,
                      fmt::format("cannot be used: {}: {}", what, std::generic_category().message(error)),
                      "give the daemon another file, or make this one writable");
}

// The fact `problem` says which of the rules is broken, as for config files: owner, folder.
Status CheckFolder(const std::string& path, const std::string& folder) {
  struct stat info {};
  if (stat(folder.c_str(), &info) != 0) return CannotMake(path, folder, errno);
  if (!S_ISDIR(info.st_mode)) return CannotMake(path, folder, ENOTDIR);
  if (info.st_uid != geteuid()) {
    return LedgerFailed(path, fmt::format("cannot be used: {} belongs to another user", folder),
                        "give the daemon a file in a folder of yours")
        .With(fact::kFolder, folder)
        .With(fact::kProblem, "owner");
  }
  if ((info.st_mode & kOthersMayWrite) != 0) {
    return LedgerFailed(path, fmt::format("cannot be used: others can write to {}", folder),
                        "take the rights of others from the folder")
        .With(fact::kFolder, folder)
        .With(fact::kProblem, "folder");
  }
  return OkStatus();
}

// By its path and not by a descriptor: closing one would drop SQLite's own locks on the file.
Status CheckFile(const std::string& path) {
  struct stat info {};
  if (lstat(path.c_str(), &info) != 0) return CannotMake(path, path, errno);
  if (!S_ISREG(info.st_mode) || info.st_uid != geteuid()) {
    return LedgerFailed(path, "cannot be used: it is not a file of yours", "give the daemon another file");
  }
  // It holds no secret, but names; and nobody else may change it.
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0 && chmod(path.c_str(), kOwnerOnly) != 0) {
    return CannotMake(path, path, errno);
  }
  return OkStatus();
}

}  // namespace

Failure LedgerFailed(std::string_view path, std::string_view what, std::string next_step) {
  Failure failure{Reason::kLedgerFailed,
                  fmt::format("the ledger{}{} {}", path.empty() ? "" : " ", path, what),
                  std::move(next_step)};
  if (!path.empty()) failure.facts[fact::kPath] = path;
  return failure;
}

Failure SqliteFailed(std::string_view path, int code) {
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

std::string MarkOfThisProcess() {
  const std::string pid = fmt::format("{}", getpid());
  return fmt::format("{}:{}", pid, StartOf(pid));
}

bool IsRunning(std::string_view mark) {
  const std::size_t colon = mark.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view start = mark.substr(colon + 1);
  return !start.empty() && StartOf(mark.substr(0, colon)) == start;
}

std::optional<FileIdentity> IdentityOf(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return std::nullopt;
  return FileIdentity{info.st_dev, info.st_ino};
}

Result<std::string> PrepareLedgerFile(const std::string& path) {
  if (path.empty() || path.front() != '/' || path.back() == '/') {
    return LedgerFailed(
        path, path.empty() ? "has no path, as HOME is not set: it cannot be used" : "cannot be used",
        "give the daemon a file for it");
  }
  const std::string folder = support::FolderOf(path);
  const support::MadeFolders made = support::MakePrivateFolders(folder, support::kAllLevels);
  if (made.error != 0) return CannotMake(path, made.where, made.error);
  std::error_code error;
  const std::string real = std::filesystem::canonical(folder, error).string();
  if (error) return CannotMake(path, folder, error.value());
  if (Status status = CheckFolder(path, real); !status.ok()) return status;
  const std::string file = real + path.substr(path.rfind('/'));
  const support::UniqueFd fd(
      open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kOwnerOnly));
  if (!fd.valid() && errno != EEXIST) return CannotMake(path, file, errno);
  if (Status status = CheckFile(file); !status.ok()) return status;
  return file;
}

}  // namespace chutesd::ledger
