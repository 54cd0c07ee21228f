#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"

namespace chutesd::config {

enum class WriteMode {
  kCreateNew,           // a file that exists stays as it is: CONFIG_EXISTS
  kReplaceKeepingCopy,  // a file that exists is copied to NAME.YYYYMMDD-HHMMSS.bak (UTC) first
};

// What was done.
struct WrittenConfig {
  std::optional<std::string> backup_path;  // where the replaced file's content is now
};

// Writes a config file so that at every moment either the old or the new one is there, whole: missing
// folders are made (0700), a temporary file beside it (0600 from its first byte) is filled, synced and
// renamed, and the folder is synced. A link is followed to the file that it names. The temporary file is
// removed on every failure. `path` is absolute. `now` names the copy.
// Errors: CONFIG_EXISTS; CONFIG_UNSAFE for a folder that others may write or a `path` that is no regular
// file; CONFIG_NOT_WRITTEN with the path and the system's reason.
Result<WrittenConfig> WriteConfigFile(
    const std::string& path, const SecretString& text, WriteMode mode,
    std::chrono::system_clock::time_point now = std::chrono::system_clock::now());

// Whether WriteConfigFile could write now, found by making and removing an empty temporary file: to ask
// before something is done that cannot be undone. Makes missing folders. Errors as above.
Status CheckConfigTarget(const std::string& path, WriteMode mode);

}  // namespace chutesd::config
