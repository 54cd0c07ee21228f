#include "daemon/app/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <future>

namespace chutesd::app {
namespace {

// Enough for 2,048 clients and as many calls; a higher hard limit is not used up.
constexpr rlim_t kWantedOpenFiles = 8192;

}  // namespace

Status HardenProcess() {
  const rlimit no_core{0, 0};
  if (prctl(PR_SET_DUMPABLE, 0) != 0 || setrlimit(RLIMIT_CORE, &no_core) != 0) {
    return Fail(Reason::kInternal, fmt::format("cannot forbid core files: {}", std::strerror(errno)));
  }
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < kWantedOpenFiles) {
    files.rlim_cur = std::min(kWantedOpenFiles, files.rlim_max);
    setrlimit(RLIMIT_NOFILE, &files);
  }
  umask(0077);
  std::signal(SIGPIPE, SIG_IGN);
  return OkStatus();
}

Result<ReadyPipe> ReadyPipe::Take(std::optional<int> fd) {
  if (!fd) return ReadyPipe(support::UniqueFd());
  const int flags = fcntl(*fd, F_GETFL);
  struct stat found {};
  const bool writable = flags >= 0 && (flags & O_ACCMODE) != O_RDONLY && fstat(*fd, &found) == 0 &&
                        (S_ISFIFO(found.st_mode) || S_ISSOCK(found.st_mode));
  if (!writable) {
    return Fail(Reason::kInvalidArgument,
                fmt::format("--ready-fd: descriptor {} is no pipe to write to", *fd));
  }
  fcntl(*fd, F_SETFD, FD_CLOEXEC);
  return ReadyPipe(support::UniqueFd(*fd));
}

void ReadyPipe::Say(const std::string& text) {
  if (!fd_.valid()) return;
  const std::string line = text + "\n";
  const ssize_t written = write(fd_.get(), line.data(), line.size());
  // That nobody listens any more changes nothing for the daemon.
  if (written < 0) spdlog::debug("nobody waits for '{}' any more", text);
  fd_ = support::UniqueFd();
}

void JoinOrExit(const std::function<void()>& join, std::chrono::steady_clock::time_point until) {
  std::future<void> joined = std::async(std::launch::async, join);
  if (joined.wait_until(until) == std::future_status::ready) return;
  spdlog::warn("stopped, with a file system that still does not answer");
  spdlog::shutdown();
  std::_Exit(EXIT_SUCCESS);
}

}  // namespace chutesd::app
