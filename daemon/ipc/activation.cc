#include "daemon/ipc/activation.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace chutesd::ipc {
namespace {

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

std::optional<std::string> ProcessEnvironment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

Result<std::optional<ListenSocket>> TakeActivatedSocket(const EnvironmentLookup& environment, int first_fd) {
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

void NotifyServiceManager(const EnvironmentLookup& environment, const std::string& state) {
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
