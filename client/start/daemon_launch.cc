#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>
#include <vector>

#include "client/rpc/wait.h"
#include "client/start/daemon_process.h"
#include "proto/support/text.h"

namespace chutes::start {

std::vector<std::string> FoldersOfPath(std::string_view path) {
  std::vector<std::string> folders;
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find(':', start), path.size());
    folders.emplace_back(path.substr(start, end - start));
    start = end + 1;
  }
  return folders;
}

namespace {

constexpr std::array<std::string_view, 2> kPrefixes = {"CHUTES_", "BT_PW_"};
constexpr std::array<std::string_view, 7> kNames = {"NOTIFY_SOCKET",  "LISTEN_PID",     "LISTEN_FDS",
                                                    "LISTEN_FDNAMES", "JOURNAL_STREAM", "WATCHDOG_USEC",
                                                    "WATCHDOG_PID"};

bool BelongsToTheShell(std::string_view entry) {
  const std::string_view name = entry.substr(0, entry.find('='));
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end() ||
         std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [name](std::string_view prefix) { return name.starts_with(prefix); });
}

std::vector<std::string> DaemonEnvironment(std::vector<std::string> environment) {
  std::erase_if(environment, BelongsToTheShell);
  return environment;
}

bool IsExecutable(const std::string& path) {
  struct stat found {};
  return stat(path.c_str(), &found) == 0 && S_ISREG(found.st_mode) && access(path.c_str(), X_OK) == 0;
}

// A chutesd that is neither beside chutes nor on PATH is most likely where the user has built it.
constexpr const char* kStartFromHome =
    R"sh(CHUTESD_PROGRAM="$(find ~ -name chutesd -type f -perm -u+x -print -quit)" chutes daemon start)sh";

// Makes `program` the absolute path of the daemon to start.
std::optional<rpc::CallError> FindDaemonProgram(const Lookup& lookup, std::string& program) {
  program = lookup("CHUTESD_PROGRAM").value_or("");
  if (!program.empty()) {
    if (program.starts_with('/') && IsExecutable(program)) return std::nullopt;
    return rpc::NoDaemon(fmt::format("CHUTESD_PROGRAM is no program that can be run: '{}'", program),
                         ShellCommand("unset CHUTESD_PROGRAM", "or give the full path of chutesd"));
  }
  std::vector<std::string> candidates;
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) {
    candidates.push_back(self.parent_path() / "chutesd");
    candidates.push_back(self.parent_path().parent_path() / "libexec/chutesd");
  }
  for (const std::string& folder : FoldersOfPath(lookup("PATH").value_or(""))) {
    // A daemon that holds a key is not taken from the working directory.
    if (folder.starts_with('/')) candidates.push_back(folder + "/chutesd");
  }
  const auto found = std::find_if(candidates.begin(), candidates.end(), IsExecutable);
  if (found == candidates.end()) {
    return rpc::NoDaemon("there is no chutesd beside chutes or on PATH to start",
                         ShellCommand(kStartFromHome));
  }
  program = std::move(*found);
  return std::nullopt;
}

// The number under which a spawned program finds the pipe to its starter.
constexpr int kPipeInChild = 3;
// Seconds without a call after which a daemon that a client started ends.
constexpr const char* kIdleExit = "900";
constexpr std::string_view kReadyLine = "READY=1";
constexpr std::size_t kMostWords = 4096;

// The lines as one, without blanks at their ends; whether READY=1 was among the complete ones.
bool ReadLines(std::string_view text, std::string& words) {
  words.clear();
  bool ready = false;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = chutesd::support::Trimmed(text.substr(0, end));
    const bool says_ready = line == kReadyLine;
    ready = ready || (says_ready && end != std::string_view::npos);
    if (!line.empty() && !says_ready) words.append(words.empty() ? "" : "; ").append(line);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return ready;
}

enum class Readiness {
  kReady,
  kEnded,  // it closed the pipe first: it has ended or is about to
  kTimeout,
};

// Waits until the program at the other end of the pipe says READY=1 on a line, ends, or `deadline` passes.
// `words` becomes the last 4 KiB of what it said but for that, on one line.
Readiness WaitUntilReady(int pipe, Deadline deadline, std::string& words) {
  std::string text;
  while (rpc::WaitReadable(pipe, deadline)) {
    std::array<char, 1024> chunk{};
    const ssize_t count = read(pipe, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Readiness::kEnded;
    text.append(chunk.data(), static_cast<std::size_t>(count));
    if (text.size() > kMostWords) text.erase(0, text.size() - kMostWords);
    if (ReadLines(text, words)) return Readiness::kReady;
  }
  return Readiness::kTimeout;
}

void ResetSignals() {
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) sigaction(signal, &action, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// In the grandchild. Only returns if the program cannot be run.
void Become(const char* program, char* const* arguments, char* const* environment, int pipe_end) {
  const int nothing = open("/dev/null", O_RDWR);
  if (nothing < 0 || chdir("/") != 0) return;
  dup2(nothing, STDIN_FILENO);
  dup2(nothing, STDOUT_FILENO);
  dup2(pipe_end, STDERR_FILENO);
  dup2(pipe_end, kPipeInChild);
  closefrom(kPipeInChild + 1);
  ResetSignals();
  umask(S_IRWXG | S_IRWXO);
  execve(program, arguments, environment);
}

void SayWhyNot(std::string_view program, int error) {
  const std::string text = "cannot run " + std::string(program) + ": " + strerror(error) + "\n";
  if (write(kPipeInChild, text.data(), text.size()) < 0) _exit(1);
}

// Runs a program by itself. Its standard error is a pipe to us, which is its descriptor kPipeInChild as well;
// all ends of it are closed once the program has let go of both or is dead. Returns our end of the pipe;
// invalid, with errno, if no process could be made.
support::UniqueFd SpawnDetached(const std::string& program, const std::vector<std::string>& arguments,
                                const std::vector<std::string>& environment) {
  constexpr int kOutOfTheWay = 10;  // of the numbers that the child gives to its own
  constexpr int kNotRun = 127;
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  support::UniqueFd ours(ends[0]);
  const support::UniqueFd theirs(ends[1]);
  const support::UniqueFd far(fcntl(theirs.get(), F_DUPFD_CLOEXEC, kOutOfTheWay));
  if (!far.valid()) return {};
  std::vector<std::string> words = {program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const std::vector<char*> argv = chutesd::support::Pointers(words);
  const std::vector<char*> envp = chutesd::support::Pointers(environment);

  const pid_t child = fork();
  if (child < 0) return {};
  if (child == 0) {
    setsid();
    // The second fork's process leads no session, so no terminal that it opens becomes its own.
    const pid_t grandchild = fork();
    if (grandchild != 0) _exit(grandchild > 0 ? 0 : kNotRun);
    Become(program.c_str(), argv.data(), envp.data(), far.get());
    SayWhyNot(program, errno);
    _exit(kNotRun);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return ours;
}

NextStep ByHand(const rpc::Endpoint& endpoint) {
  const std::string place =
      endpoint.is_default ? "" : " --socket " + chutesd::support::ShellWord(endpoint.path);
  return ShellCommand("chutesd" + place, "to see it fail");
}

}  // namespace

std::optional<rpc::CallError> LaunchDaemon(const rpc::Endpoint& endpoint, const Lookup& lookup,
                                           const std::vector<std::string>& environment, Deadline deadline) {
  std::string program;
  if (std::optional<rpc::CallError> error = FindDaemonProgram(lookup, program)) return error;
  const std::string idle_exit = lookup("CHUTESD_IDLE_EXIT").value_or("");
  const std::vector<std::string> arguments = {"--socket",    endpoint.path,
                                              "--log-file",  LogPathOf(endpoint),
                                              "--idle-exit", idle_exit.empty() ? kIdleExit : idle_exit,
                                              "--ready-fd",  std::to_string(kPipeInChild)};
  const support::UniqueFd pipe = SpawnDetached(program, arguments, DaemonEnvironment(environment));
  if (!pipe.valid()) {
    return rpc::NoDaemon(fmt::format("chutesd could not be started: {}", strerror(errno)), ByHand(endpoint));
  }
  std::string words;
  switch (WaitUntilReady(pipe.get(), deadline, words)) {
    case Readiness::kReady:
      return std::nullopt;
    case Readiness::kEnded:
      return rpc::NoDaemon(words.empty() ? "chutesd could not be started: it ended without a message"
                                         : fmt::format("chutesd could not be started; it said: {}", words),
                           ByHand(endpoint));
    case Readiness::kTimeout:
      break;
  }
  return rpc::NoDaemon(fmt::format("{} was started and does not get ready", program),
                       ChutesCommand("daemon logs", "and allow more seconds: CHUTESD_START_TIMEOUT=10"));
}

}  // namespace chutes::start
