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

#include "client/rpc/dial.h"
#include "client/rpc/wait.h"
#include "proto/support/paths.h"

namespace chutes::start {

namespace {

using std::chrono::steady_clock;

}  // namespace

std::optional<rpc::CallError> StartLock::Acquire(const std::string& socket_path,
                                                 steady_clock::time_point deadline) {
  const std::string path = socket_path + ".start";
  fd_ = support::UniqueFd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd_.valid()) {
    return StartError(
        fmt::format("chutesd cannot be started: {} cannot be opened: {}", path, strerror(errno)),
        Advice("name a socket with --socket PATH, in a folder that you can write to"));
  }
  while (flock(fd_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return StartError(
          fmt::format("chutesd cannot be started: {} cannot be locked: {}", path, strerror(errno)),
          Advice("start chutesd by hand"));
    }
    if (steady_clock::now() >= deadline) {
      return StartError("chutesd is being started by another command, which takes too long",
                        ChutesCommand("daemon status"));
    }
    constexpr std::chrono::milliseconds kPause{5};  // a daemon is ready within 50
    std::this_thread::sleep_for(kPause);
  }
  return std::nullopt;
}

namespace {

rpc::CallError ForeignFolder(const std::string& folder, uid_t owner) {
  return StartError(
      fmt::format("chutesd cannot be started: the folder {} belongs to user {}, not to this one ({})", folder,
                  owner, geteuid()),
      Advice("name a socket in a folder of yours with --socket PATH; if this is sudo, unset XDG_RUNTIME_DIR "
             "and set HOME"));
}

rpc::CallError NotMade(const std::string& folder, int error) {
  return StartError(fmt::format("chutesd cannot be started: the folder {} for its socket cannot be made: {}",
                                folder, strerror(error)),
                    Advice("name a socket with --socket PATH, in a folder that you can write to"));
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

namespace {

using std::chrono::steady_clock;

// By their numbers: the header of glibc 2.36 forgets that C++ has linkage of its own.
int OpenProcess(pid_t pid) { return static_cast<int>(syscall(SYS_pidfd_open, pid, 0)); }
bool AskToEnd(int process) { return syscall(SYS_pidfd_send_signal, process, SIGTERM, nullptr, 0) == 0; }

bool IsClosed(int connection) {
  pollfd watched{connection, 0, 0};
  return poll(&watched, 1, 0) > 0 && (watched.revents & (POLLHUP | POLLERR)) != 0;
}

rpc::CallError CannotEnd(pid_t pid, int error) {
  return StartError(
      fmt::format("process {}, which serves the socket, cannot be ended: {}", pid, strerror(error)),
      ShellCommand(fmt::format("ps -fp {}", pid)));
}

}  // namespace

Ended EndDaemon(const rpc::Endpoint& endpoint, steady_clock::time_point deadline) {
  Ended result;
  rpc::Dialed dialed = rpc::Dial(endpoint, deadline, [] { return false; });
  if (dialed.error) {
    if (!dialed.cause || !rpc::IsAbsent(*dialed.cause)) result.error = std::move(dialed.error);
    return result;
  }
  ucred peer{};
  socklen_t size = sizeof(peer);
  if (getsockopt(dialed.fd.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    result.error = CannotEnd(0, errno);
    return result;
  }
  support::UniqueFd process(OpenProcess(peer.pid));
  const int open_error = errno;
  // As long as the listener keeps the connection, its number is nobody else's.
  if (IsClosed(dialed.fd.get())) return result;
  result.pid = peer.pid;
  if (!process.valid()) {
    result.error = CannotEnd(peer.pid, open_error);
    return result;
  }
  dialed.fd = support::UniqueFd();
  if (!AskToEnd(process.get()) && errno != ESRCH) {
    result.error = CannotEnd(peer.pid, errno);
  } else if (!rpc::WaitReadable(process.get(), deadline)) {
    result.error = StartError(fmt::format("process {} was asked to end and still runs", peer.pid),
                              ShellCommand(fmt::format("kill -9 {}", peer.pid)));
    result.error->fault = rpc::Fault::kTimeout;
  }
  return result;
}

}  // namespace chutes::start
