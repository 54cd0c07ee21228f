#include "client/start/user_units.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "client/rpc/wait.h"
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

namespace {

std::string ValueOf(const Lookup& lookup, const std::string& name) { return lookup(name).value_or(""); }

// A unit's state as systemctl prints it, one a line.
bool IsUp(std::string_view state) {
  return state == "active" || state == "activating" || state == "reloading" || state == "deactivating";
}

}  // namespace

bool ManagerMayHave(const rpc::Endpoint& endpoint, const Lookup& lookup, const Exists& exists) {
  const std::string folder = ValueOf(lookup, "XDG_RUNTIME_DIR");
  return endpoint.is_default && folder.starts_with('/') && endpoint.path.starts_with(folder + "/") &&
         exists(folder + "/systemd/private");
}

bool SocketUnitIsEnabled(const Lookup& lookup, const Exists& exists) {
  constexpr std::string_view kWanted = "/systemd/user/sockets.target.wants/";
  std::string config = ValueOf(lookup, "XDG_CONFIG_HOME");
  if (!config.starts_with('/')) config = ValueOf(lookup, "HOME") + "/.config";
  for (const std::string& folder : {config, std::string("/etc")}) {
    if (exists(std::string(folder).append(kWanted).append(kSocketUnit))) return true;
  }
  return false;
}

UnitState ReadUnitState(std::string_view printed) {
  const std::size_t end = printed.find('\n');
  if (end == std::string_view::npos) return UnitState::kNone;
  std::string_view socket = printed.substr(end + 1);
  socket = socket.substr(0, socket.find('\n'));
  if (IsUp(printed.substr(0, end))) return UnitState::kServiceRuns;
  return IsUp(socket) ? UnitState::kSocketWaits : UnitState::kNone;
}

bool IsThere(const std::string& path) {
  struct stat found {};
  return lstat(path.c_str(), &found) == 0;
}

}  // namespace chutes::start
