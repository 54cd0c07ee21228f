#pragma once

#include <sys/stat.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"

namespace chutesd::config {

// Largest config file that is read.
inline constexpr std::size_t kMaxConfigFile = std::size_t{1} << 20U;

// Tells one state of a file from another. The change time is there because a chmod or a chown moves it
// and not the modification time.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t size = 0;
  std::int64_t modify_ns = 0;
  std::int64_t change_ns = 0;

  bool operator==(const FileIdentity&) const = default;
};

// A config file as read.
struct ConfigFile {
  SecretString text;
  FileIdentity identity;  // from before the first byte was read
  // Whether a later change is certain to show in the identity. Not so right after a change: file times
  // move in steps of some milliseconds, and a second change within one step can look like the first. Nor
  // on a network's file system, of whose changes the kernel hears late.
  bool settled = true;
  std::vector<Warning> warnings;
};

enum class FileKind { kFile, kFolder };

// CONFIG_UNSAFE unless only `user` and root can change a file, or replace `user`'s files in a folder: it is
// regular or a folder, belongs to one of them, and neither group nor others may write, who in a folder may if
// that has the sticky bit.
Status CheckAccess(FileKind kind, const std::string& path, const struct stat& info, uid_t user);

// Reads a config file, following links; the access rights of what was opened are checked.
// Errors: CONFIG_MISSING; CONFIG_UNSAFE for a file or folder that other users may change, or anything but
// a regular file of this user or root; CONFIG_INVALID for one that is too large or cannot be read.
Result<ConfigFile> ReadConfigFile(const std::string& path);

// Whether a file is certain to be what it was when it had the identity `seen` (nothing: when it was not
// there). Looks only at what the kernel has in memory, and so never waits for a disk or a server: false if
// that does not tell.
bool IsUnchanged(const std::string& path, const std::optional<FileIdentity>& seen);

enum class WriteMode {
  kCreateNew,           // a file that exists stays as it is: CONFIG_EXISTS
  kReplaceKeepingCopy,  // a file that exists is copied to NAME.YYYYMMDD-HHMMSS.bak (UTC) first
};

// Writes a config file so that at every moment either the old or the new one is there, whole: missing
// folders are made (0700), a temporary file beside it (0600 from its first byte) is filled, synced and
// renamed, and the folder is synced. A link is followed to the file that it names. The temporary file is
// removed on every failure. `path` is absolute. `now` names the copy, whose path is returned; empty if
// nothing was replaced. Errors: CONFIG_EXISTS; CONFIG_UNSAFE for a folder that others may write or a `path`
// that is no regular file; CONFIG_NOT_WRITTEN with the path and the system's reason.
Result<std::string> WriteConfigFile(
    const std::string& path, const SecretString& text, WriteMode mode,
    std::chrono::system_clock::time_point now = std::chrono::system_clock::now());

// Whether WriteConfigFile could write now, found by making and removing an empty temporary file: to ask
// before something is done that cannot be undone. Makes missing folders. Errors as above.
Status CheckConfigTarget(const std::string& path, WriteMode mode);

}  // namespace chutesd::config
