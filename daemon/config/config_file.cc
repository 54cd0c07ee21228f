#include "daemon/config/config_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <memory>

#include "daemon/base/failure.h"
#include "daemon/config/file_access.h"
#include "daemon/config/refusal.h"

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

Status CannotRead(const std::string& path, int error) {
  if (MeansMissing(error)) return ConfigMissing(path);
  if (error == EFBIG) {
    return RefuseConfig({path, 0, "", ""}, "is larger than 1 MiB, so it is no config file", "");
  }
  return RefuseConfig({path, 0, "", ""}, fmt::format("cannot be read: {}", ErrnoText(error)), "");
}

Status JudgeFolderOf(const std::string& path) {
  const std::string folder = FolderOf(path);
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0) return CannotRead(path, errno);
  return JudgeFolder(folder, info, ::geteuid());
}

// Both the folder of a link and that of the file it leads to decide which file is read.
Status JudgeFolders(const std::string& path) {
  Status status = JudgeFolderOf(path);
  struct stat info {};
  if (!status.ok() || ::lstat(path.c_str(), &info) != 0 || !S_ISLNK(info.st_mode)) return status;
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
  if (!real) return CannotRead(path, errno);
  return JudgeFolderOf(real.get());
}

}  // namespace

Status ConfigMissing(const std::string& path) {
  Failure failure;
  failure.reason = Reason::kConfigMissing;
  failure.message = fmt::format("there is no config file {}", path);
  failure.facts[fact::kPath] = path;
  return failure;
}

Result<ConfigFile> ReadConfigFile(const std::string& path) {
  ConfigFile file;
  struct stat info {};
  for (int tries = 1;; ++tries) {
    support::UniqueFd fd;
    int error = OpenToRead(path, fd, info);
    if (error != 0) return CannotRead(path, error);
    Status status = JudgeFile(path, info, ::geteuid());
    if (status.ok()) status = JudgeFolders(path);
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
