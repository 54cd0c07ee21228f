#include "client/cli/process_env.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "client/cli/terminal_question.h"
#include "client/rpc/wipe.h"

namespace chutes::cli {
namespace {

bool WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(fd, text.data(), text.size());
    if (count >= 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      // Somebody made the stream non-blocking.
      pollfd writable{fd, POLLOUT, 0};
      if (poll(&writable, 1, -1) < 0 && errno != EINTR) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

// Reads up to `limit` bytes; stops after a newline if `one_line`. Nothing on an error.
std::optional<std::string> Read(std::size_t limit, bool one_line) {
  std::string text;
  text.reserve(limit);  // so that growing leaves no copies of a secret behind
  while (text.size() < limit && !(one_line && text.ends_with('\n'))) {
    std::array<char, 4096> chunk{};
    const std::size_t wanted = one_line ? 1 : std::min(chunk.size(), limit - text.size());
    const ssize_t count = read(STDIN_FILENO, chunk.data(), wanted);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      rpc::Wipe(text);
      return std::nullopt;
    }
    if (count == 0) break;
    text.append(chunk.data(), static_cast<std::size_t>(count));
    explicit_bzero(chunk.data(), chunk.size());
  }
  return text;
}

std::optional<std::string> ReadLine(std::size_t limit) {
  std::optional<std::string> line = Read(limit, true);
  if (!line || line->empty()) return std::nullopt;
  if (line->ends_with('\n')) line->pop_back();
  return line;
}

std::optional<std::string> Lookup(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

std::string WorkingDirectory() {
  std::array<char, PATH_MAX> path{};
  return getcwd(path.data(), path.size()) == nullptr ? "" : std::string(path.data());
}

std::optional<std::vector<std::string>> ListFolder(const std::string& folder) {
  DIR* const open = opendir(folder.c_str());
  if (open == nullptr && errno == ENOENT) return std::vector<std::string>();
  if (open == nullptr) return std::nullopt;
  std::vector<std::string> names;
  while (const dirent* entry = readdir(open)) names.emplace_back(entry->d_name);
  closedir(open);
  return names;
}

std::size_t TerminalWidth() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool IsOtherProgram(const std::string& path) {
  struct stat ours {};
  struct stat other {};
  if (stat("/proc/self/exe", &ours) != 0 || stat(path.c_str(), &other) != 0) return false;
  const bool is_same = ours.st_dev == other.st_dev && ours.st_ino == other.st_ino;
  return !is_same && S_ISREG(other.st_mode) && access(path.c_str(), X_OK) == 0;
}

using SignalHandler = void (*)(int);

int Become(const std::vector<std::string>& words,
           const std::vector<std::pair<std::string, std::string>>& variables, SignalHandler sigpipe) {
  for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  (void)std::signal(SIGPIPE, sigpipe);
  execv(argv[0], argv.data());
  const int error = errno;
  (void)std::signal(SIGPIPE, SIG_IGN);
  return error;
}

// Whether the stream was open. A closed one is given /dev/null, in the mode that fails when it is used; for
// a program that this one becomes it is closed again.
bool FillPlace(int fd) {
  if (fcntl(fd, F_GETFD) >= 0) return true;
  const int filler = open("/dev/null", (fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) | O_CLOEXEC);
  if (filler >= 0 && filler != fd) close(filler);
  return false;
}

std::function<bool(std::string_view)> Writer(int fd, bool is_open) {
  return [fd, is_open](std::string_view text) { return is_open && WriteAll(fd, text); };
}

}  // namespace

Env ProcessEnv(int argc, char** argv) {
  // A reader that has gone away is an error of writing: a secret that is shown once must not vanish
  // with the process.
  const SignalHandler sigpipe = std::signal(SIGPIPE, SIG_IGN);
  FillPlace(STDIN_FILENO);
  const bool has_out = FillPlace(STDOUT_FILENO);
  const bool has_err = FillPlace(STDERR_FILENO);
  Env env;
  env.out = Writer(STDOUT_FILENO, has_out);
  env.err = Writer(STDERR_FILENO, has_err);
  env.read_line = ReadLine;
  env.ask = AskOnTerminal;
  env.read_rest = [](std::size_t limit) { return Read(limit + 1, false); };
  env.in_is_terminal = isatty(STDIN_FILENO) == 1;
  env.out_is_terminal = has_out && isatty(STDOUT_FILENO) == 1;
  env.err_is_terminal = has_err && isatty(STDERR_FILENO) == 1;
  env.width = env.out_is_terminal ? TerminalWidth() : 0;
  env.lookup = Lookup;
  env.working_directory = WorkingDirectory;
  env.list_folder = ListFolder;
  env.look_at_socket = rpc::LookAtSocket;
  env.blank_argument = [argc, argv](std::size_t argument, std::size_t from) {
    if (argument + 1 >= static_cast<std::size_t>(argc)) return;
    char* text = argv[argument + 1];
    const std::size_t size = strlen(text);
    if (from < size) std::memset(text + from, 'x', size - from);
  };
  env.now = [] { return static_cast<std::int64_t>(time(nullptr)); };
  env.become = [sigpipe](const auto& words, const auto& variables) {
    return Become(words, variables, sigpipe);
  };
  env.is_other_program = IsOtherProgram;
  env.process_id = getpid();
  return env;
}

}  // namespace chutes::cli
