#include "client/start/systemctl.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "client/rpc/poll_timeout.h"
#include "proto/support/unique_fd.h"

namespace chutes::start {
namespace {

using std::chrono::steady_clock;

// Reads until the other end closes; false if the deadline came first.
bool ReadAll(int fd, std::string& output, steady_clock::time_point deadline) {
  constexpr std::size_t kMost = std::size_t{64} << 10U;
  while (true) {
    if (!rpc::WaitReadable(fd, deadline)) return false;
    std::array<char, 4096> chunk{};
    const ssize_t count = read(fd, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return true;
    output.append(chunk.data(), std::min(static_cast<std::size_t>(count), kMost - output.size()));
  }
}

}  // namespace

Finished RunSystemctl(const std::vector<std::string>& arguments, steady_clock::time_point deadline) {
  constexpr int kNotRun = 127;
  Finished result;
  std::vector<std::string> words = {"systemctl", "--user"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return result;
  const support::UniqueFd ours(ends[0]);
  support::UniqueFd theirs(ends[1]);
  const pid_t child = fork();
  if (child < 0) return result;
  if (child == 0) {
    dup2(theirs.get(), STDOUT_FILENO);
    dup2(theirs.get(), STDERR_FILENO);
    execvp(argv[0], argv.data());
    _exit(kNotRun);
  }
  theirs = support::UniqueFd();
  result.in_time = ReadAll(ours.get(), result.output, deadline);
  if (!result.in_time) kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status)) result.status = WEXITSTATUS(status);
  return result;
}

}  // namespace chutes::start
