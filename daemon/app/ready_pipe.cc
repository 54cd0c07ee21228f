#include "daemon/app/ready_pipe.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace chutesd::app {

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

void ReadyPipe::SayReady() { Say("READY=1"); }

void ReadyPipe::SayError(const std::string& message) { Say(message); }

void ReadyPipe::Say(const std::string& text) {
  if (!fd_.valid()) return;
  const std::string line = text + "\n";
  const ssize_t written = write(fd_.get(), line.data(), line.size());
  // That nobody listens any more changes nothing for the daemon.
  if (written < 0) spdlog::debug("nobody waits for '{}' any more", text);
  fd_ = support::UniqueFd();
}

}  // namespace chutesd::app
