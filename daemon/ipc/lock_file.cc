#include "daemon/ipc/lock_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace chutesd::ipc {
namespace {

Status LockError(const std::string& path, std::string_view what, int error) {
  return Fail(Reason::kInternal, fmt::format("cannot {} {}: {}", what, path, std::strerror(error)));
}

// First line of the file: the holder's pid.
std::string HolderOf(int fd) {
  std::array<char, 32> text{};
  const ssize_t size = pread(fd, text.data(), text.size(), 0);
  const std::string_view read(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  const std::string_view pid = read.substr(0, read.find('\n'));
  return pid.empty() || pid.find_first_not_of("0123456789") != std::string_view::npos ? "unknown"
                                                                                      : std::string(pid);
}

}  // namespace

Result<LockFile> LockFile::Acquire(const std::string& path, std::string_view build) {
  support::UniqueFd fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd.valid()) return LockError(path, "open the lock file", errno);
  while (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return LockError(path, "lock", errno);
    return Fail(Reason::kSocketInUse,
                fmt::format("process {} serves this socket already: it holds {}", HolderOf(fd.get()), path));
  }
  const std::string content = fmt::format("{}\n{}\n", getpid(), build);
  if (ftruncate(fd.get(), 0) != 0 ||
      pwrite(fd.get(), content.data(), content.size(), 0) != static_cast<ssize_t>(content.size())) {
    return LockError(path, "write", errno);
  }
  return LockFile(std::move(fd));
}

}  // namespace chutesd::ipc
