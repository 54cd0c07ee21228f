#include "daemon/config/config_writer.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/config/config_file.h"
#include "daemon/config/file_access.h"
#include "daemon/config/new_file.h"
#include "daemon/config/refusal.h"

namespace chutesd::config {
namespace {

// More copies than that in one second are not made by a person.
constexpr int kCopyNameTries = 100;

Status NotWritten(const std::string& path, std::string_view what, int error) {
  Failure failure;
  failure.reason = Reason::kConfigNotWritten;
  failure.facts[fact::kPath] = path;
  failure.message = fmt::format("{}: {}: {}", path, what, ErrnoText(error));
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
    failure.next_step = "make room on the disk, then try again";
  } else if (error == EROFS) {
    failure.next_step = "choose a file on a disk that can be written";
  } else {
    failure.next_step = "look at the rights of its folder, or choose another file";
  }
  return failure;
}

Status Exists(const std::string& path) {
  Failure failure;
  failure.reason = Reason::kConfigExists;
  failure.message = fmt::format("{} exists", path);
  failure.facts[fact::kPath] = path;
  return failure;
}

// An opened place to write to.
struct Target {
  std::string path;  // links resolved
  std::string name;  // within the folder
  support::UniqueFd folder;
  bool exists = false;
};

// `path`, or what it links to. A link to nothing stays as it is, and counts as a file that exists.
std::string Resolved(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
  return real ? std::string(real.get()) : path;
}

Result<Target> OpenTarget(const std::string& path, WriteMode mode) {
  if (!path.starts_with('/')) return FailField("session.config_path", "is not an absolute path");
  if (path.ends_with('/')) return FailField("session.config_path", "names a folder");
  Target target;
  target.path = mode == WriteMode::kReplaceKeepingCopy ? Resolved(path) : path;
  target.name = target.path.substr(target.path.rfind('/') + 1);
  const std::string folder = FolderOf(target.path);
  int error = support::MakePrivateFolders(folder, support::kAllLevels).error;
  if (error == 0) error = OpenFolder(folder, target.folder);
  if (error != 0) return NotWritten(path, "its folder cannot be made or opened", error);
  struct stat info {};
  if (::fstat(target.folder.get(), &info) != 0) return NotWritten(path, "its folder cannot be read", errno);
  Status status = JudgeFolder(folder, info, ::geteuid());
  if (!status.ok()) return status;
  if (::lstat(target.path.c_str(), &info) != 0) {
    if (errno != ENOENT) return NotWritten(path, "cannot be looked at", errno);
    return target;
  }
  target.exists = true;
  if (mode == WriteMode::kCreateNew) return Exists(path);
  if (!S_ISREG(info.st_mode)) return JudgeFile(target.path, info, ::geteuid());
  return target;
}

std::string CopyName(const Target& target, std::chrono::system_clock::time_point now, int attempt) {
  const std::string again = attempt == 1 ? std::string() : fmt::format("-{}", attempt);
  return fmt::format("{}.{:%Y%m%d-%H%M%S}{}.bak", target.name,
                     fmt::gmtime(std::chrono::system_clock::to_time_t(now)), again);
}

// Copies the file that is about to be replaced; its content may be unreadable to others only in the copy.
Result<std::string> KeepCopy(const Target& target, std::chrono::system_clock::time_point now) {
  support::UniqueFd old;
  struct stat info {};
  SecretString content;
  int error = OpenToRead(target.path, old, info);
  if (error == 0) error = ReadToEnd(old.get(), kMaxConfigFile, content);
  NewFile copy(target.folder.get());
  if (error == 0) error = copy.Create();
  if (error == 0) error = copy.Fill(content.Reveal());
  if (error != 0) return NotWritten(target.path, "cannot be copied before it is replaced", error);
  error = EEXIST;
  std::string name;
  for (int attempt = 1; error == EEXIST && attempt <= kCopyNameTries; ++attempt) {
    name = CopyName(target, now, attempt);
    error = copy.NameNew(name);
  }
  if (error != 0) return NotWritten(target.path, "cannot be copied before it is replaced", error);
  return fmt::format("{}/{}", FolderOf(target.path) == "/" ? "" : FolderOf(target.path), name);
}

}  // namespace

Result<WrittenConfig> WriteConfigFile(const std::string& path, const SecretString& text, WriteMode mode,
                                      std::chrono::system_clock::time_point now) {
  const Result<Target> target = OpenTarget(path, mode);
  if (!target.ok()) return target.status();
  NewFile file(target->folder.get());
  int error = file.Create();
  if (error == 0) error = file.Fill(text.Reveal());
  if (error != 0) return NotWritten(path, "cannot be written", error);
  WrittenConfig written;
  if (target->exists) {
    Result<std::string> copy = KeepCopy(*target, now);
    if (!copy.ok()) return copy.status();
    written.backup_path = *std::move(copy);
    error = file.NameOver(target->name);
  } else {
    error = file.NameNew(target->name);
    if (error == EEXIST) return Exists(path);
  }
  if (error != 0) return NotWritten(path, "cannot be put in place", error);
  error = support::SyncFolder(target->folder.get());
  if (error != 0) return NotWritten(path, "was written, but may be lost if the power fails now", error);
  return written;
}

Status CheckConfigTarget(const std::string& path, WriteMode mode) {
  const Result<Target> target = OpenTarget(path, mode);
  if (!target.ok()) return target.status();
  NewFile probe(target->folder.get());
  const int error = probe.Create();
  return error == 0 ? OkStatus() : NotWritten(path, "cannot be written", error);
}

}  // namespace chutesd::config
