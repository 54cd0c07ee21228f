#include "client/start/daemon_process.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>
#include <utility>

#include "client/rpc/dial.h"
#include "client/rpc/poll_timeout.h"
#include "client/start/start_error.h"
#include "proto/support/unique_fd.h"

namespace chutes::start {
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
