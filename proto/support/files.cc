#include "proto/support/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "proto/support/unique_fd.h"

namespace chutesd::support {

std::string FolderOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(slash == 0 ? "/" : path.substr(0, slash));
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the path, which is bounded
MadeFolders MakePrivateFolders(const std::string& path, int levels) {
  if (mkdir(path.c_str(), S_IRWXU) != 0) {
    const int error = errno;
    const std::string above = FolderOf(path);
    if (error != ENOENT || levels < 2 || above == path) return {error == EEXIST ? 0 : error, path};
    if (MadeFolders made = MakePrivateFolders(above, levels - 1); made.error != 0) return made;
    if (mkdir(path.c_str(), S_IRWXU) != 0) return {errno == EEXIST ? 0 : errno, path};
  }
  const UniqueFd parent(open(FolderOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return {parent.valid() ? SyncFolder(parent.get()) : errno, path};
}

int SyncFolder(int folder) {
  int result = fsync(folder);
  while (result != 0 && errno == EINTR) result = fsync(folder);
  return result == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno;
}

}  // namespace chutesd::support
