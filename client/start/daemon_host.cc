#include "client/start/daemon_host.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <sstream>
#include <string_view>

#include "client/rpc/wait.h"
#include "proto/support/unique_fd.h"

namespace chutes::start {

namespace {

using std::chrono::steady_clock;

// How a program that we waited for ended.
struct Finished {
  bool in_time = false;
  int status = -1;     // its exit status; -1 if it did not end by itself, 127 if it could not be run
  std::string output;  // standard output and error, at most 64 KiB
};

// Links are not followed.
bool IsThere(const std::string& path) {
  struct stat found {};
  return lstat(path.c_str(), &found) == 0;
}

// Reads until the other end closes; false if the deadline came first.
bool ReadAll(int fd, std::string& output, Deadline deadline) {
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

// Runs `systemctl --user` with a verb and one or two units, from PATH. It is killed when `deadline` passes.
Finished RunSystemctl(const char* verb, const char* unit, const char* second_unit, Deadline deadline) {
  constexpr int kNotRun = 127;
  const std::array<const char*, 6> argv = {"systemctl", "--user", verb, unit, second_unit, nullptr};
  Finished result;
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return result;
  const support::UniqueFd ours(ends[0]);
  support::UniqueFd theirs(ends[1]);
  const pid_t child = fork();
  if (child < 0) return result;
  if (child == 0) {
    dup2(theirs.get(), STDOUT_FILENO);
    dup2(theirs.get(), STDERR_FILENO);
    execvp(argv[0], const_cast<char* const*>(argv.data()));
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

std::string ValueOf(const Lookup& lookup, const std::string& name) { return lookup(name).value_or(""); }

// A unit's state as systemctl prints it, one a line.
bool IsUp(std::string_view state) {
  return state == "active" || state == "activating" || state == "reloading" || state == "deactivating";
}

// Whether the user's systemd runs and could have this socket: it is the default one below XDG_RUNTIME_DIR.
bool ManagerMayHave(const rpc::Endpoint& endpoint, const Lookup& lookup) {
  const std::string folder = ValueOf(lookup, "XDG_RUNTIME_DIR");
  return endpoint.is_default && folder.starts_with('/') && endpoint.path.starts_with(folder + "/") &&
         IsThere(folder + "/systemd/private");
}

// By the user or for all of them.
bool SocketUnitIsEnabled(const Lookup& lookup) {
  constexpr std::string_view kWanted = "/systemd/user/sockets.target.wants/";
  std::string config = ValueOf(lookup, "XDG_CONFIG_HOME");
  if (!config.starts_with('/')) config = ValueOf(lookup, "HOME") + "/.config";
  for (const std::string& folder : {config, std::string("/etc")}) {
    if (IsThere(std::string(folder).append(kWanted).append(kSocketUnit))) return true;
  }
  return false;
}

// Reads what `systemctl --user is-active chutesd.service chutesd.socket` printed.
UnitState ReadUnitState(const std::string& printed) {
  std::istringstream lines(printed);
  std::string service;
  std::string socket;
  lines >> service >> socket;
  if (IsUp(service)) return UnitState::kServiceRuns;
  return IsUp(socket) ? UnitState::kSocketWaits : UnitState::kNone;
}

constexpr std::chrono::seconds kMostUnitTime{10};

// A daemon is ready within 50 ms; 2 s leave room for a machine that is busy.
std::chrono::seconds StartPatience(const Lookup& lookup) {
  constexpr int kDefault = 2;
  constexpr int kMost = 600;
  const std::string text = lookup("CHUTESD_START_TIMEOUT").value_or("");
  int seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool valid = error == std::errc() && end == text.data() + text.size() && seconds > 0;
  return std::chrono::seconds(valid ? std::min(seconds, kMost) : kDefault);
}

}  // namespace

DaemonHost::Started Host::Start(const rpc::Endpoint& endpoint, Deadline deadline) {
  deadline = std::min(deadline, steady_clock::now() + StartPatience(lookup_));
  if (std::optional<rpc::CallError> error = MakeSocketFolder(endpoint)) return {false, std::move(error)};
  support::UniqueFd lock;
  if (std::optional<rpc::CallError> error = AcquireStartLock(endpoint.path, deadline, lock))
    return {false, std::move(error)};
  // Another client may have started one while this one waited.
  const auto dial = [&endpoint, deadline] { return rpc::Dial(endpoint, deadline, [] { return false; }); };
  rpc::Dialed dialed = dial();
  if (!dialed.error) return {true, std::nullopt};
  if (!dialed.cause || !rpc::IsAbsent(*dialed.cause)) return {false, std::move(dialed.error)};
  if (ManagerMayHave(endpoint, lookup_) && SocketUnitIsEnabled(lookup_)) {
    return {false, ControlUnit("start", kSocketUnit, deadline)};
  }
  std::optional<rpc::CallError> failed = LaunchDaemon(endpoint, lookup_, environment_, deadline);
  // One that was started by hand at the same moment serves as well.
  if (failed && !dial().error) return {true, std::nullopt};
  return {false, std::move(failed)};
}

UnitState Host::QueryUnits(const rpc::Endpoint& endpoint) {
  if (!ManagerMayHave(endpoint, lookup_)) return UnitState::kNone;
  const Finished asked =
      RunSystemctl("is-active", kServiceUnit, kSocketUnit, steady_clock::now() + kMostUnitTime);
  return asked.in_time ? ReadUnitState(asked.output) : UnitState::kNone;
}

std::optional<rpc::CallError> Host::ControlUnit(const std::string& verb, const std::string& unit,
                                                Deadline deadline) {
  const Finished told = RunSystemctl(verb.c_str(), unit.c_str(), nullptr, deadline);
  if (told.in_time && told.status == 0) return std::nullopt;
  const std::string command = fmt::format("systemctl --user {} {}", verb, unit);
  const NextStep look = ShellCommand(fmt::format("systemctl --user status {}", unit));
  if (!told.in_time) return rpc::NoDaemon(fmt::format("`{}` takes too long", command), look);
  std::string words = told.output.substr(0, told.output.find('\n'));
  if (words.empty()) words = fmt::format("it ended with status {}", told.status);
  return rpc::NoDaemon(fmt::format("`{}` failed: {}", command, words), look);
}

}  // namespace chutes::start
