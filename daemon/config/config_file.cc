#include "daemon/config/config_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include "daemon/base/secret_file.h"
#include "daemon/config/config_error.h"
#include "proto/support/paths.h"

namespace chutesd::config {
namespace {

// Kernels stamp files at a tick of 1 to 10 ms.
constexpr std::chrono::milliseconds kSettleTime(50);
// A file that changes while it is read is read again, at most so often.
constexpr int kReadTries = 3;

template <typename Timestamp>
std::int64_t Nanoseconds(const Timestamp& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

// File systems of this machine alone.
bool IsLocal(int fd) {
  constexpr std::array<long, 6> kLocal = {EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC,       BTRFS_SUPER_MAGIC,
                                          F2FS_SUPER_MAGIC, OVERLAYFS_SUPER_MAGIC, TMPFS_MAGIC};
  struct statfs info {};
  return ::fstatfs(fd, &info) == 0 && std::find(kLocal.begin(), kLocal.end(), info.f_type) != kLocal.end();
}

FileIdentity IdentityOf(const struct stat& info) {
  return {info.st_dev, info.st_ino, info.st_size, Nanoseconds(info.st_mtim), Nanoseconds(info.st_ctim)};
}

bool IsSettled(const FileIdentity& identity) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::abs(now - std::chrono::nanoseconds(identity.change_ns)) > kSettleTime;
}

bool MeansMissing(int error) { return error == ENOENT || error == ENOTDIR; }

Failure CannotRead(const std::string& path, int error) {
  if (MeansMissing(error)) {
    return Fail(Reason::kConfigMissing, fmt::format("there is no config file {}", path))
        .With(fact::kPath, path);
  }
  const std::string problem = error == EFBIG ? "is larger than 1 MiB, so it is no config file"
                                             : fmt::format("cannot be read: {}", ErrnoText(error));
  return ConfigInvalid({path, 0, "", ""}, problem, "").failure();
}

// `name` is the fact that holds the path; `problem` says which of the rules is broken: kind, owner, mode,
// folder.
Failure Unsafe(const char* name, const std::string& path, const char* problem, std::string message) {
  return Fail(Reason::kConfigUnsafe, std::move(message)).With(name, path).With(fact::kProblem, problem);
}

Status CheckFolderOf(const std::string& path) {
  const std::string folder = support::FolderOf(path);
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0) return CannotRead(path, errno);
  return CheckFolderAccess(folder, info, ::geteuid());
}

// Both the folder of a link and that of the file it leads to decide which file is read.
Status CheckFolders(const std::string& path) {
  Status status = CheckFolderOf(path);
  std::error_code error;
  if (!status.ok() || !std::filesystem::is_symlink(path, error)) return status;
  const std::filesystem::path real = std::filesystem::canonical(path, error);
  return error ? Status(CannotRead(path, error.value())) : CheckFolderOf(real);
}

}  // namespace

Status CheckFileAccess(const std::string& path, const struct stat& info, uid_t user) {
  if (!S_ISREG(info.st_mode)) {
    return Unsafe(fact::kPath, path, "kind", fmt::format("{} is not a regular file", path));
  }
  if (info.st_uid != user && info.st_uid != 0) {
    return Unsafe(fact::kPath, path, "owner",
                  fmt::format("{} belongs to another user (uid {})", path, info.st_uid));
  }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Unsafe(fact::kPath, path, "mode",
                  fmt::format("{} may be changed by other users (mode {:04o})", path, info.st_mode & 07777U));
  }
  return OkStatus();
}

Status CheckFolderAccess(const std::string& path, const struct stat& info, uid_t user) {
  if (!S_ISDIR(info.st_mode)) {
    return Unsafe(fact::kFolder, path, "kind", fmt::format("{} is not a folder", path));
  }
  if (info.st_uid != user && info.st_uid != 0) {
    return Unsafe(fact::kFolder, path, "owner",
                  fmt::format("the folder {} belongs to another user (uid {})", path, info.st_uid));
  }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (info.st_mode & S_ISVTX) == 0) {
    return Unsafe(
        fact::kFolder, path, "folder",
        fmt::format("files in {} may be replaced by other users (mode {:04o})", path, info.st_mode & 07777U));
  }
  return OkStatus();
}

Result<ConfigFile> ReadConfigFile(const std::string& path) {
  ConfigFile file;
  struct stat info {};
  for (int tries = 1;; ++tries) {
    support::UniqueFd fd;
    int error = OpenToRead(path, fd, info);
    if (error != 0) return CannotRead(path, error);
    Status status = CheckFileAccess(path, info, ::geteuid());
    if (status.ok()) status = CheckFolders(path);
    if (!status.ok()) return status;
    file.identity = IdentityOf(info);
    file.settled = IsSettled(file.identity) && IsLocal(fd.get());
    file.text = SecretString();
    error = ReadToEnd(fd.get(), kMaxConfigFile, file.text);
    if (error != 0) return CannotRead(path, error);
    struct stat after {};
    if (::fstat(fd.get(), &after) != 0) return CannotRead(path, errno);
    if (IdentityOf(after) == file.identity || tries == kReadTries) break;
  }
  if ((info.st_mode & (S_IRGRP | S_IROTH)) != 0) {
    const std::string mode = fmt::format("{:04o}", info.st_mode & 07777U);
    file.warnings.push_back(
        {code::kConfigReadable,
         fmt::format("{} holds the hotkey's seed and can be read by other users (mode {})", path, mode),
         {{fact::kPath, path}, {fact::kMode, mode}}});
  }
  return file;
}

bool IsUnchanged(const std::string& path, const std::optional<FileIdentity>& seen) {
  struct open_how how {};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_CACHED;
  const support::UniqueFd fd(
      static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, path.c_str(), &how, sizeof(how))));
  if (!fd.valid()) return !seen && MeansMissing(errno);
  struct statx now {};
  constexpr int kFromMemory = AT_EMPTY_PATH | AT_STATX_DONT_SYNC;
  if (!seen || ::statx(fd.get(), "", kFromMemory, STATX_BASIC_STATS, &now) != 0) return false;
  const FileIdentity identity = {::makedev(now.stx_dev_major, now.stx_dev_minor), now.stx_ino,
                                 static_cast<std::int64_t>(now.stx_size), Nanoseconds(now.stx_mtime),
                                 Nanoseconds(now.stx_ctime)};
  return identity == *seen;
}

}  // namespace chutesd::config
