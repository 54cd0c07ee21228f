#include "daemon/ledger/ledger_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "daemon/ledger/ledger_failure.h"

namespace chutesd::ledger {
namespace {

constexpr mode_t kOthersMayWrite = S_IWGRP | S_IWOTH;
constexpr mode_t kOwnerOnly = 0600;

Status CannotMake(const std::string& path, const std::string& what, int error) {
  return LedgerFailed(path,
                      fmt::format("cannot be used: {}: {}", what, std::generic_category().message(error)),
                      "give another place: chutesd --ledger FILE, or mend it: " + CommandOn("ls -ld", what));
}

Status MakeFolders(const std::string& path, const std::string& folder) {
  for (std::size_t slash = folder.find('/', 1);; slash = folder.find('/', slash + 1)) {
    const std::string part = folder.substr(0, slash);
    if (mkdir(part.c_str(), S_IRWXU) != 0 && errno != EEXIST) return CannotMake(path, part, errno);
    if (slash == std::string::npos) return OkStatus();
  }
}

Status CheckFolder(const std::string& path, const std::string& folder) {
  struct stat info {};
  if (stat(folder.c_str(), &info) != 0) return CannotMake(path, folder, errno);
  if (!S_ISDIR(info.st_mode)) return CannotMake(path, folder, ENOTDIR);
  if (info.st_uid != geteuid()) {
    return LedgerFailed(path, fmt::format("cannot be used: {} belongs to another user", folder),
                        "give a place of your own: chutesd --ledger FILE");
  }
  if ((info.st_mode & kOthersMayWrite) != 0) {
    return LedgerFailed(path, fmt::format("cannot be used: others can write to {}", folder),
                        CommandOn("chmod 700", folder));
  }
  return OkStatus();
}

// By its path and not by a descriptor: closing one would drop SQLite's own locks on the file.
Status CheckFile(const std::string& path) {
  struct stat info {};
  if (lstat(path.c_str(), &info) != 0) return CannotMake(path, path, errno);
  if (!S_ISREG(info.st_mode) || info.st_uid != geteuid()) {
    return LedgerFailed(path, "cannot be used: it is not a file of yours", CommandOn("ls -l", path));
  }
  // It holds no secret, but names; and nobody else shall change it.
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0 && chmod(path.c_str(), kOwnerOnly) != 0) {
    return CannotMake(path, path, errno);
  }
  return OkStatus();
}

}  // namespace

std::optional<FileIdentity> IdentityOf(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return std::nullopt;
  return FileIdentity{info.st_dev, info.st_ino};
}

Result<std::string> PrepareLedgerFile(const std::string& path) {
  if (path.empty() || path.front() != '/' || path.back() == '/') {
    return LedgerFailed(path.empty() ? "has no path: HOME is not set, so it" : path, "cannot be used",
                        "say where it shall be: chutesd --ledger FILE");
  }
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == 0 ? "/" : path.substr(0, slash);
  if (Status status = MakeFolders(path, folder); !status.ok()) return status;
  std::error_code error;
  const std::string real = std::filesystem::canonical(folder, error).string();
  if (error) return CannotMake(path, folder, error.value());
  if (Status status = CheckFolder(path, real); !status.ok()) return status;
  const std::string file = real + path.substr(slash);
  const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kOwnerOnly);
  if (fd < 0 && errno != EEXIST) return CannotMake(path, file, errno);
  if (fd >= 0) close(fd);
  if (Status status = CheckFile(file); !status.ok()) return status;
  return file;
}

}  // namespace chutesd::ledger
