#include "daemon/ipc/listen_socket.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <utility>

namespace chutesd::ipc {
namespace {

constexpr mode_t kOthersMayWrite = S_IWGRP | S_IWOTH;

Status SocketError(std::string_view what, const std::string& path, int error) {
  return Fail(Reason::kInternal, fmt::format("cannot {} {}: {}", what, path, std::strerror(error)));
}

// First line of a lock file: the holder's pid.
std::string HolderOf(int fd) {
  std::array<char, 32> text{};
  const ssize_t size = pread(fd, text.data(), text.size(), 0);
  const std::string_view read(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  const std::string_view pid = read.substr(0, read.find('\n'));
  return pid.empty() || pid.find_first_not_of("0123456789") != std::string_view::npos ? "unknown"
                                                                                      : std::string(pid);
}

template <typename Value>
bool SocketOption(int fd, int option, Value wanted) {
  Value value{};
  socklen_t size = sizeof(value);
  return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 && value == wanted;
}

// The filesystem path that `fd` is bound to; empty if it is no Unix socket with one.
std::string BoundPath(int fd) {
  sockaddr_un address{};
  socklen_t size = sizeof(address);
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return "";
  if (address.sun_family != AF_UNIX || size <= offsetof(sockaddr_un, sun_path)) return "";
  return std::string(address.sun_path, strnlen(address.sun_path, size - offsetof(sockaddr_un, sun_path)));
}

}  // namespace

Status PrepareSocketFolder(const std::string& socket_path) {
  const std::filesystem::path folder = std::filesystem::path(socket_path).parent_path();
  if (!folder.is_absolute()) {
    return Fail(Reason::kInvalidArgument, fmt::format("the socket path must be absolute: '{}'", socket_path));
  }
  const support::MadeFolders made = support::MakePrivateFolders(folder.string(), 2);
  if (made.error != 0) return SocketError("make the folder", made.where, made.error);
  const support::UniqueFd opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.valid()) return SocketError("open the folder", folder.string(), errno);
  struct stat info {};
  if (fstat(opened.get(), &info) != 0) return SocketError("examine", folder.string(), errno);
  if (info.st_uid != geteuid()) {
    return Fail(
        Reason::kSocketUnsafe,
        fmt::format(
            "the socket's folder {} belongs to user {}, not to this one ({}); name another with --socket",
            folder.string(), info.st_uid, geteuid()));
  }
  if ((info.st_mode & kOthersMayWrite) != 0) {
    return Fail(Reason::kSocketUnsafe,
                fmt::format("others can write to the socket's folder {}; type: chmod 700 {}", folder.string(),
                            folder.string()));
  }
  return OkStatus();
}

Result<ListenSocket> ListenSocket::Bind(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) {
    return Fail(Reason::kInvalidArgument,
                fmt::format("the socket path is {} bytes long; at most {} are possible: {}", path.size(),
                            sizeof(address.sun_path) - 1, path));
  }
  std::memcpy(address.sun_path, path.data(), path.size());

  struct stat there {};
  if (lstat(path.c_str(), &there) == 0) {
    if (!S_ISSOCK(there.st_mode)) {
      return Fail(Reason::kSocketInUse, fmt::format("{} is there and is not a socket; move it away", path));
    }
    if (unlink(path.c_str()) != 0) return SocketError("remove the dead socket", path, errno);
  }

  support::UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return SocketError("make a socket for", path, errno);
  const mode_t mask = umask(0177);
  const int bound = bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  const int error = errno;
  umask(mask);
  if (bound != 0) return SocketError("bind", path, error);

  ListenSocket listener(std::move(fd), path);
  if (lstat(path.c_str(), &there) != 0) return SocketError("examine", path, errno);
  listener.owns_path_ = true;
  listener.device_ = there.st_dev;
  listener.inode_ = there.st_ino;
  if (!S_ISSOCK(there.st_mode) || (there.st_mode & 0777) != 0600 || there.st_uid != geteuid()) {
    return Fail(Reason::kSocketUnsafe, fmt::format("{} came out with other rights than 0600", path));
  }
  if (listen(listener.fd(), SOMAXCONN) != 0) return SocketError("listen on", path, errno);
  return listener;
}

ListenSocket ListenSocket::Adopt(support::UniqueFd fd, std::string path) {
  return ListenSocket(std::move(fd), std::move(path));
}

void ListenSocket::RemoveIfOurs() {
  if (!fd_.valid() || !std::exchange(owns_path_, false)) return;
  struct stat there {};
  if (lstat(path_.c_str(), &there) == 0 && there.st_dev == device_ && there.st_ino == inode_)
    unlink(path_.c_str());
  fd_ = support::UniqueFd();
}

Result<support::UniqueFd> AcquireLock(const std::string& path, std::string_view build) {
  support::UniqueFd fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd.valid()) return SocketError("open the lock file", path, errno);
  if (TEMP_FAILURE_RETRY(flock(fd.get(), LOCK_EX | LOCK_NB)) != 0) {
    if (errno != EWOULDBLOCK) return SocketError("lock", path, errno);
    return Fail(Reason::kSocketInUse,
                fmt::format("process {} serves this socket already: it holds {}", HolderOf(fd.get()), path));
  }
  const std::string content = fmt::format("{}\n{}\n", getpid(), build);
  if (ftruncate(fd.get(), 0) != 0 ||
      pwrite(fd.get(), content.data(), content.size(), 0) != static_cast<ssize_t>(content.size())) {
    return SocketError("write", path, errno);
  }
  return fd;
}

Result<std::optional<ListenSocket>> TakeActivatedSocket(const support::EnvLookup& environment, int first_fd) {
  const std::optional<std::string> pid = environment("LISTEN_PID");
  const std::optional<std::string> count = environment("LISTEN_FDS");
  if (!pid || !count || *pid != std::to_string(getpid())) return std::nullopt;
  if (*count != "1") {
    return Fail(
        Reason::kInvalidArgument,
        fmt::format("the service manager passed {} sockets; chutesd serves one: check the .socket unit",
                    *count));
  }
  support::UniqueFd fd(first_fd);
  const std::string path = BoundPath(fd.get());
  if (path.empty() || !SocketOption(fd.get(), SO_TYPE, static_cast<int>(SOCK_STREAM)) ||
      !SocketOption(fd.get(), SO_ACCEPTCONN, 1)) {
    return Fail(
        Reason::kInvalidArgument,
        "the service manager passed something else than a listening Unix stream socket: check the .socket "
        "unit");
  }
  fcntl(fd.get(), F_SETFD, FD_CLOEXEC);
  fcntl(fd.get(), F_SETFL, fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
  return ListenSocket::Adopt(std::move(fd), path);
}

void NotifyServiceManager(const support::EnvLookup& environment, const std::string& state) {
  const std::optional<std::string> path = environment("NOTIFY_SOCKET");
  if (!path || path->size() < 2) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path->size() >= sizeof(address.sun_path)) return;
  std::memcpy(address.sun_path, path->data(), path->size());
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path->size());
  const support::UniqueFd fd(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (sendto(fd.get(), state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address),
             size) < 0) {
    spdlog::warn("cannot tell the service manager {}: {}", state, std::strerror(errno));
  }
}

}  // namespace chutesd::ipc
