#include "daemon/config/config_writer.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/time/time.h"
#include "daemon/base/secret_file.h"
#include "daemon/config/config_file.h"
#include "proto/support/paths.h"

namespace chutesd::config {
namespace {

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

// `path`, or what it links to. A link to nothing stays as it is, and counts as a file that exists.
std::string Resolved(const std::string& path) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(path, error);
  return error ? path : real.string();
}

Result<Destination> OpenDestination(const std::string& path, WriteMode mode) {
  if (!path.starts_with('/')) return FailField("session.config_path", "is not an absolute path");
  if (path.ends_with('/')) return FailField("session.config_path", "names a folder");
  Destination destination;
  destination.path = mode == WriteMode::kReplaceKeepingCopy ? Resolved(path) : path;
  destination.name = destination.path.substr(destination.path.rfind('/') + 1);
  const std::string folder = support::FolderOf(destination.path);
  int error = support::MakePrivateFolders(folder, support::kAllLevels).error;
  if (error == 0) error = OpenFolder(folder, destination.folder);
  if (error != 0) return NotWritten(path, "its folder cannot be made or opened", error);
  struct stat info {};
  if (::fstat(destination.folder.get(), &info) != 0)
    return NotWritten(path, "its folder cannot be read", errno);
  Status status = CheckFolderAccess(folder, info, ::geteuid());
  if (!status.ok()) return status;
  if (::lstat(destination.path.c_str(), &info) != 0) {
    if (errno != ENOENT) return NotWritten(path, "cannot be looked at", errno);
    return destination;
  }
  destination.exists = true;
  if (mode == WriteMode::kCreateNew) return Exists(path);
  if (!S_ISREG(info.st_mode)) return CheckFileAccess(destination.path, info, ::geteuid());
  return destination;
}

std::string CopyName(const Destination& destination, std::chrono::system_clock::time_point now, int attempt) {
  const std::string time = absl::FormatTime("%Y%m%d-%H%M%S", absl::FromChrono(now), absl::UTCTimeZone());
  const std::string again = attempt == 1 ? std::string() : fmt::format("-{}", attempt);
  return fmt::format("{}.{}{}.bak", destination.name, time, again);
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
  error = EEXIST;
  std::string name;
  for (int attempt = 1; error == EEXIST && attempt <= kCopyNameTries; ++attempt) {
    name = CopyName(destination, now, attempt);
    error = copy.RenameNew(name);
  }
  if (error != 0) return NotWritten(destination.path, "cannot be copied before it is replaced", error);
  return std::filesystem::path(destination.path).replace_filename(name).string();
}

}  // namespace

Result<WrittenConfig> WriteConfigFile(const std::string& path, const SecretString& text, WriteMode mode,
                                      std::chrono::system_clock::time_point now) {
  const Result<Destination> destination = OpenDestination(path, mode);
  if (!destination.ok()) return destination.status();
  NewFile file(destination->folder.get());
  int error = file.Create();
  if (error == 0) error = file.Write(text.Reveal());
  if (error != 0) return NotWritten(path, "cannot be written", error);
  WrittenConfig written;
  if (destination->exists) {
    Result<std::string> copy = KeepCopy(*destination, now);
    if (!copy.ok()) return copy.status();
    written.backup_path = *std::move(copy);
    error = file.RenameOver(destination->name);
  } else {
    error = file.RenameNew(destination->name);
    if (error == EEXIST) return Exists(path);
  }
  if (error != 0) return NotWritten(path, "cannot be put in place", error);
  error = support::SyncFolder(destination->folder.get());
  if (error != 0) return NotWritten(path, "was written, but may be lost if the power fails now", error);
  return written;
}

Status CheckConfigTarget(const std::string& path, WriteMode mode) {
  const Result<Destination> destination = OpenDestination(path, mode);
  if (!destination.ok()) return destination.status();
  NewFile probe(destination->folder.get());
  const int error = probe.Create();
  return error == 0 ? OkStatus() : NotWritten(path, "cannot be written", error);
}

}  // namespace chutesd::config
