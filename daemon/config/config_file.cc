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
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/time/time.h"
#include "daemon/base/secret_file.h"
#include "daemon/config/ini_scan.h"
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

Status CheckFolderOf(const std::string& path) {
  const std::string folder = support::FolderOf(path);
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0) return CannotRead(path, errno);
  return CheckAccess(FileKind::kFolder, folder, info, ::geteuid());
}

// Both the folder of a link and that of the file it leads to decide which file is read.
Status CheckFolders(const std::string& path) {
  Status status = CheckFolderOf(path);
  std::error_code error;
  if (!status.ok() || !std::filesystem::is_symlink(path, error)) return status;
  const std::filesystem::path real = std::filesystem::canonical(path, error);
  return error ? Status(CannotRead(path, error.value())) : CheckFolderOf(real);
}

// More copies than that in one second are not made by a person.
constexpr int kCopyNameTries = 100;

Failure NotWritten(const std::string& path, std::string_view what, int error) {
  Failure failure{Reason::kConfigNotWritten, fmt::format("{}: {}: {}", path, what, ErrnoText(error)),
                  "look at the rights of its folder, or choose another file"};
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
    failure.next_step = "make room on the disk, then try again";
  } else if (error == EROFS) {
    failure.next_step = "choose a file on a disk that can be written";
  }
  return std::move(failure).With(fact::kPath, path);
}

Failure Exists(const std::string& path) {
  return Fail(Reason::kConfigExists, fmt::format("{} exists", path)).With(fact::kPath, path);
}

// An opened place to write to.
struct Destination {
  std::string path;  // links resolved
  std::string name;  // within the folder
  support::UniqueFd folder;
  bool exists = false;
};

Result<Destination> OpenDestination(const std::string& path, WriteMode mode) {
  if (!path.starts_with('/')) return FailField("session.config_path", "is not an absolute path");
  if (path.ends_with('/')) return FailField("session.config_path", "names a folder");
  Destination destination;
  destination.path = path;
  if (mode == WriteMode::kReplaceKeepingCopy) {
    // A link to nothing stays as it is, and counts as a file that exists.
    std::error_code dangling;
    const std::filesystem::path real = std::filesystem::canonical(path, dangling);
    if (!dangling) destination.path = real;
  }
  destination.name = destination.path.substr(destination.path.rfind('/') + 1);
  const std::string folder = support::FolderOf(destination.path);
  int error = support::MakePrivateFolders(folder, support::kAllLevels).error;
  if (error == 0) error = OpenFolder(folder, destination.folder);
  if (error != 0) return NotWritten(path, "its folder cannot be made or opened", error);
  struct stat info {};
  if (::fstat(destination.folder.get(), &info) != 0)
    return NotWritten(path, "its folder cannot be read", errno);
  Status status = CheckAccess(FileKind::kFolder, folder, info, ::geteuid());
  if (!status.ok()) return status;
  if (::lstat(destination.path.c_str(), &info) != 0) {
    if (errno != ENOENT) return NotWritten(path, "cannot be looked at", errno);
    return destination;
  }
  destination.exists = true;
  if (mode == WriteMode::kCreateNew) return Exists(path);
  if (!S_ISREG(info.st_mode)) return CheckAccess(FileKind::kFile, destination.path, info, ::geteuid());
  return destination;
}

// Copies the file that is about to be replaced. The copy is private, whoever could read the file.
Result<std::string> KeepCopy(const Destination& destination, std::chrono::system_clock::time_point now) {
  support::UniqueFd old;
  struct stat info {};
  SecretString content;
  int error = OpenToRead(destination.path, old, info);
  if (error == 0) error = ReadToEnd(old.get(), kMaxConfigFile, content);
  NewFile copy(destination.folder.get());
  if (error == 0) error = copy.Create();
  if (error == 0) error = copy.Write(content.Reveal());
  if (error != 0) return NotWritten(destination.path, "cannot be copied before it is replaced", error);
  const std::string stem =
      destination.name + absl::FormatTime(".%Y%m%d-%H%M%S", absl::FromChrono(now), absl::UTCTimeZone());
  error = EEXIST;
  std::string name;
  for (int attempt = 1; error == EEXIST && attempt <= kCopyNameTries; ++attempt) {
    name = attempt == 1 ? stem + ".bak" : fmt::format("{}-{}.bak", stem, attempt);
    error = copy.RenameNew(name);
  }
  if (error != 0) return NotWritten(destination.path, "cannot be copied before it is replaced", error);
  return std::filesystem::path(destination.path).replace_filename(name).string();
}

}  // namespace

Status CheckAccess(FileKind kind, const std::string& path, const struct stat& info, uid_t user) {
  const bool is_folder = kind == FileKind::kFolder;
  const auto unsafe = [&](const char* problem, std::string message) {
    return Fail(Reason::kConfigUnsafe, std::move(message))
        .With(is_folder ? fact::kFolder : fact::kPath, path)
        .With(fact::kProblem, problem);
  };
  const mode_t mode = info.st_mode & 07777U;
  const bool others_write = (mode & (S_IWGRP | S_IWOTH)) != 0;
  if (is_folder ? !S_ISDIR(info.st_mode) : !S_ISREG(info.st_mode)) {
    return unsafe("kind", fmt::format("{} is not a {}", path, is_folder ? "folder" : "regular file"));
  }
  if (info.st_uid != user && info.st_uid != 0) {
    return unsafe("owner", fmt::format("{}{} belongs to another user (uid {})",
                                       is_folder ? "the folder " : "", path, info.st_uid));
  }
  if (is_folder && others_write && (mode & S_ISVTX) == 0) {
    return unsafe("folder",
                  fmt::format("files in {} may be replaced by other users (mode {:04o})", path, mode));
  }
  if (!is_folder && others_write) {
    return unsafe("mode", fmt::format("{} may be changed by other users (mode {:04o})", path, mode));
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
    Status status = CheckAccess(FileKind::kFile, path, info, ::geteuid());
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
         fmt::format("{} holds a secret and can be read by other users (mode {})", path, mode),
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

Result<std::string> WriteConfigFile(const std::string& path, const SecretString& text, WriteMode mode,
                                    std::chrono::system_clock::time_point now) {
  const Result<Destination> destination = OpenDestination(path, mode);
  if (!destination.ok()) return destination.status();
  NewFile file(destination->folder.get());
  int error = file.Create();
  if (error == 0) error = file.Write(text.Reveal());
  if (error != 0) return NotWritten(path, "cannot be written", error);
  Result<std::string> copy = std::string();
  if (destination->exists) {
    copy = KeepCopy(*destination, now);
    if (!copy.ok()) return copy;
    error = file.RenameOver(destination->name);
  } else {
    error = file.RenameNew(destination->name);
    if (error == EEXIST) return Exists(path);
  }
  if (error != 0) return NotWritten(path, "cannot be put in place", error);
  error = support::SyncFolder(destination->folder.get());
  if (error != 0) return NotWritten(path, "was written, but may be lost if the power fails now", error);
  return copy;
}

Status CheckConfigTarget(const std::string& path, WriteMode mode) {
  const Result<Destination> destination = OpenDestination(path, mode);
  if (!destination.ok()) return destination.status();
  NewFile probe(destination->folder.get());
  const int error = probe.Create();
  return error == 0 ? OkStatus() : NotWritten(path, "cannot be written", error);
}

}  // namespace chutesd::config
