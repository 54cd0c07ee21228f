#include "daemon/ipc/listen_socket.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "proto/support/files.h"

namespace chutesd::ipc {
namespace {

constexpr mode_t kOthersMayWrite = S_IWGRP | S_IWOTH;

Status SocketError(std::string_view what, const std::string& path, int error) {
  return Fail(Reason::kInternal, fmt::format("cannot {} {}: {}", what, path, std::strerror(error)));
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

}  // namespace chutesd::ipc
