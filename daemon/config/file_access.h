#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <string>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "proto/support/files.h"
#include "proto/support/unique_fd.h"

namespace chutesd::config {

// Opens `path` for reading, following links, and tells what was opened. Does not block on a FIFO.
// Returns 0, or an errno.
int OpenToRead(const std::string& path, support::UniqueFd& fd, struct stat& info);

// Appends all that `fd` has to `text`. Returns 0 or an errno; EFBIG if there are more than `cap` bytes.
int ReadToEnd(int fd, std::size_t cap, SecretString& text);

using support::FolderOf;

// CONFIG_UNSAFE unless only `user` and root can change a file: a regular file of one of them that
// neither group nor others may write. The next step is the command that mends it.
Status JudgeFile(const std::string& path, const struct stat& info, uid_t user);

// CONFIG_UNSAFE unless only `user` and root can replace `user`'s files in a folder: it belongs to one of
// them, and if group or others may write, it has the sticky bit.
Status JudgeFolder(const std::string& path, const struct stat& info, uid_t user);

// The text for an errno, such as "No space left on device".
std::string ErrnoText(int error);

}  // namespace chutesd::config
