#include "client/rpc/dial.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "proto/support/paths.h"

namespace chutes::rpc {
namespace {

// How long one connect(2) may wait for room in the daemon's queue before the deadline is looked at;
// poll(2) cannot wait for that on Unix sockets.
constexpr std::chrono::milliseconds kConnectSlice{100};

Dialed Dead(DeadSocket why, const Endpoint& endpoint, std::string_view detail = "") {
  return {support::UniqueFd(), DeadSocketError(why, endpoint, detail), why};
}

Dialed DeadByErrno(int error, const Endpoint& endpoint) {
  const std::string folder = support::FolderOf(endpoint.path) + "/";
  struct stat found {};
  return Dead(Diagnose(error, stat(folder.c_str(), &found) == 0), endpoint, strerror(error));
}

// Nothing if the file is one to talk to. A link must be as trustworthy as what it points to.
std::optional<Dialed> CheckFile(const Endpoint& endpoint) {
  struct stat file {};
  if (lstat(endpoint.path.c_str(), &file) != 0) return DeadByErrno(errno, endpoint);
  if (S_ISLNK(file.st_mode)) {
    if (!IsTrusted(file.st_uid, geteuid(), endpoint.is_default))
      return Dead(DeadSocket::kForeignOwner, endpoint);
    if (stat(endpoint.path.c_str(), &file) != 0) return DeadByErrno(errno, endpoint);
  }
  const std::optional<DeadSocket> verdict = JudgeSocket(file, geteuid(), endpoint.is_default);
  if (verdict) return Dead(*verdict, endpoint);
  return std::nullopt;
}

// The file may have been exchanged after the check; who listens cannot be.
bool ListenerIsTrusted(int fd, bool is_default) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return IsTrusted(peer.uid, geteuid(), is_default);
}

CallError TimedOut(const Endpoint& endpoint) {
  CallError error = DeadSocketError(DeadSocket::kBusy, endpoint);
  error.fault = Fault::kTimeout;
  return error;
}

CallError Interrupted() {
  CallError error;
  error.fault = Fault::kInterrupted;
  error.code = Code::kCancelled;
  error.message = "interrupted";
  return error;
}

}  // namespace

Dialed Dial(const Endpoint& endpoint, std::chrono::steady_clock::time_point deadline,
            const std::function<bool()>& interrupted) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (endpoint.path.size() >= sizeof(address.sun_path)) return DeadByErrno(ENAMETOOLONG, endpoint);
  std::memcpy(address.sun_path, endpoint.path.data(), endpoint.path.size());
  if (std::optional<Dialed> dead = CheckFile(endpoint)) return std::move(*dead);

  support::UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return DeadByErrno(errno, endpoint);
  const timeval slice{0, std::chrono::microseconds(kConnectSlice).count()};
  setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &slice, sizeof(slice));
  while (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    if (errno != EAGAIN && errno != EINTR) return DeadByErrno(errno, endpoint);
    if (interrupted()) return {support::UniqueFd(), Interrupted(), std::nullopt};
    if (std::chrono::steady_clock::now() >= deadline)
      return {support::UniqueFd(), TimedOut(endpoint), std::nullopt};
  }
  if (!ListenerIsTrusted(fd.get(), endpoint.is_default)) return Dead(DeadSocket::kForeignOwner, endpoint);
  return {std::move(fd), std::nullopt, std::nullopt};
}

}  // namespace chutes::rpc
