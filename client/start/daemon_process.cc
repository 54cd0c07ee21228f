#include "client/start/daemon_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <thread>

#include "client/rpc/wait.h"
#include "proto/support/paths.h"

namespace chutes::start {

namespace {

rpc::CallError ForeignFolder(const std::string& folder, uid_t owner) {
  return rpc::NoDaemon(
      fmt::format("chutesd cannot be started: the folder {} belongs to user {}, not to this one ({})", folder,
                  owner, geteuid()),
      Advice("name a socket in a folder of yours with --socket PATH; if this is sudo, unset XDG_RUNTIME_DIR "
             "and set HOME"));
}

rpc::CallError NotMade(const std::string& folder, int error) {
  return rpc::NoDaemon(
      fmt::format("chutesd cannot be started: the folder {} for its socket cannot be made: {}", folder,
                  strerror(error)),
      Advice("name a socket with --socket PATH, in a folder that you can write to"));
}

// By their numbers: the header of glibc 2.36 forgets that C++ has linkage of its own.
int OpenProcess(pid_t pid) { return static_cast<int>(syscall(SYS_pidfd_open, pid, 0)); }
bool AskToEnd(int process) { return syscall(SYS_pidfd_send_signal, process, SIGTERM, nullptr, 0) == 0; }

bool IsClosed(int connection) {
  pollfd watched{connection, 0, 0};
  return poll(&watched, 1, 0) > 0 && (watched.revents & (POLLHUP | POLLERR)) != 0;
}

rpc::CallError CannotEnd(pid_t pid, int error) {
  return rpc::NoDaemon(
      fmt::format("process {}, which serves the socket, cannot be ended: {}", pid, strerror(error)),
      ShellCommand(fmt::format("ps -fp {}", pid)));
}

}  // namespace

std::optional<rpc::CallError> MakeSocketFolder(const rpc::Endpoint& endpoint) {
  const std::filesystem::path folder = std::filesystem::path(endpoint.path).parent_path();
  struct stat found {};
  for (const std::filesystem::path& wanted : {folder.parent_path(), folder}) {
    if (stat(wanted.c_str(), &found) == 0) continue;
    if (endpoint.is_default && stat(wanted.parent_path().c_str(), &found) == 0 && found.st_uid != geteuid()) {
      return ForeignFolder(wanted.parent_path().string(), found.st_uid);
    }
  }
  const support::MadeFolders made = support::MakePrivateFolders(folder.string(), 2);
  if (made.error != 0) return NotMade(made.where, made.error);
  if (stat(folder.c_str(), &found) != 0) return NotMade(folder.string(), errno);
  if (found.st_uid != geteuid()) return ForeignFolder(folder.string(), found.st_uid);
  return std::nullopt;
}

std::optional<rpc::CallError> AcquireStartLock(const std::string& socket_path, Deadline deadline,
                                               support::UniqueFd& lock) {
  const std::string path = socket_path + ".start";
  lock = support::UniqueFd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock.valid()) {
    return rpc::NoDaemon(
        fmt::format("chutesd cannot be started: {} cannot be opened: {}", path, strerror(errno)),
        Advice("name a socket with --socket PATH, in a folder that you can write to"));
  }
  while (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return rpc::NoDaemon(
          fmt::format("chutesd cannot be started: {} cannot be locked: {}", path, strerror(errno)),
          Advice("start chutesd by hand"));
    }
    if (std::chrono::steady_clock::now() >= deadline) {
      return rpc::NoDaemon("chutesd is being started by another command, which takes too long",
                           ChutesCommand("daemon status"));
    }
    constexpr std::chrono::milliseconds kPause{5};  // a daemon is ready within 50
    std::this_thread::sleep_for(kPause);
  }
  return std::nullopt;
}

Ended EndDaemon(const rpc::Endpoint& endpoint, Deadline deadline) {
  rpc::Dialed dialed = rpc::Dial(endpoint, deadline, [] { return false; });
  if (dialed.cause && rpc::IsAbsent(*dialed.cause)) return {};
  if (dialed.error) return {std::nullopt, std::move(dialed.error)};
  ucred peer{};
  socklen_t size = sizeof(peer);
  if (getsockopt(dialed.fd.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    return {std::nullopt, CannotEnd(0, errno)};
  }
  const support::UniqueFd process(OpenProcess(peer.pid));
  const int open_error = errno;
  // As long as the listener keeps the connection, its number is nobody else's.
  if (IsClosed(dialed.fd.get())) return {};
  if (!process.valid()) return {peer.pid, CannotEnd(peer.pid, open_error)};
  dialed.fd = support::UniqueFd();
  if (!AskToEnd(process.get()) && errno != ESRCH) return {peer.pid, CannotEnd(peer.pid, errno)};
  if (rpc::WaitReadable(process.get(), deadline)) return {peer.pid, std::nullopt};
  rpc::CallError error = rpc::NoDaemon(fmt::format("process {} was asked to end and still runs", peer.pid),
                                       ShellCommand(fmt::format("kill -9 {}", peer.pid)));
  error.fault = rpc::Fault::kTimeout;
  return {peer.pid, std::move(error)};
}

}  // namespace chutes::start
