#include "client/terminal/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>

#include "proto/support/paths.h"
#include "proto/support/text.h"

namespace chutes {
namespace {

using rpc::CallError;
using rpc::Code;
using rpc::Fault;

Exit ExitForCode(const CallError& error) {
  // Without a reason it is about the daemon itself.
  if (error.code == Code::kUnavailable) return error.is_reason_unknown ? Exit::kUpstream : Exit::kNoDaemon;
  constexpr std::array kExits = {
      std::pair(Code::kInvalidArgument, Exit::kUsage),     std::pair(Code::kOutOfRange, Exit::kUsage),
      std::pair(Code::kDeadlineExceeded, Exit::kTimeout),  std::pair(Code::kNotFound, Exit::kNotFound),
      std::pair(Code::kAlreadyExists, Exit::kConflict),    std::pair(Code::kPermissionDenied, Exit::kRefused),
      std::pair(Code::kUnauthenticated, Exit::kAuth),      std::pair(Code::kAborted, Exit::kUpstream),
      std::pair(Code::kResourceExhausted, Exit::kUpstream)};
  for (const auto& [code, exit] : kExits) {
    if (code == error.code) return exit;
  }
  return Exit::kError;
}

}  // namespace

Exit ExitFor(const CallError& error) {
  if (error.fault == Fault::kInterrupted) return Exit::kInterrupted;
  if (error.fault == Fault::kTimeout) return Exit::kTimeout;
  if (error.fault == Fault::kMalformed) return Exit::kError;
  if (error.fault != Fault::kAnswered) return Exit::kNoDaemon;
  if (error.reason == chutesd::Reason::kUnspecified) return ExitForCode(error);
  return static_cast<Exit>(chutesd::TraitsOf(error.reason).exit_status);
}

}  // namespace chutes

namespace chutes::terminal {

bool WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(fd, text.data(), text.size());
    if (count >= 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      // The stream is non-blocking.
      pollfd writable{fd, POLLOUT, 0};
      if (poll(&writable, 1, -1) < 0 && errno != EINTR) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

std::optional<std::string> ReadUpTo(int fd, std::size_t limit, bool one_line) {
  std::string text;
  while (text.size() < limit && !(one_line && text.ends_with('\n'))) {
    std::array<char, 4096> chunk{};
    const std::size_t wanted = one_line ? 1 : std::min(chunk.size(), limit - text.size());
    const ssize_t count = read(fd, chunk.data(), wanted);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::nullopt;
    if (count == 0) break;
    text.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return text;
}

bool NewFile::Make(const std::string& path) {
  path_ = path;
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
  fd_ = support::UniqueFd(open(path_.c_str(), kFlags, S_IRUSR | S_IWUSR));
  return fd_.valid();
}

bool NewFile::WriteLine(std::string_view line) {
  const int fd = fd_.get();
  // In spite of an umask that takes from the owner, or a folder that gives to others by default.
  const bool written =
      fchmod(fd, S_IRUSR | S_IWUSR) == 0 && WriteAll(fd, line) && WriteAll(fd, "\n") && fsync(fd) == 0;
  return written && close(fd_.Release()) == 0;
}

OwnProcess::OwnProcess(int argc, char** argv)
    : argc_(argc), argv_(argv), sigpipe_(std::signal(SIGPIPE, SIG_IGN)) {}

std::optional<std::string> OwnProcess::Lookup(const std::string& name) const {
  return chutesd::support::ProcessEnvironment(name);
}

void OwnProcess::BlankArgument(std::size_t argument, std::size_t from) {
  if (argument + 1 >= static_cast<std::size_t>(argc_)) return;
  char* text = argv_[argument + 1];
  const std::size_t size = strlen(text);
  if (from < size) std::memset(text + from, 'x', size - from);
}

std::int64_t OwnProcess::Now() const { return static_cast<std::int64_t>(time(nullptr)); }

std::int64_t OwnProcess::pid() const { return getpid(); }

std::string DiskFiles::WorkingDirectory() const {
  std::error_code none;
  return std::filesystem::current_path(none);
}

std::optional<std::vector<std::string>> DiskFiles::List(const std::string& folder) const {
  std::vector<std::string> names;
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  for (; entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    names.push_back(entries->path().filename());
  }
  if (error && error != std::errc::no_such_file_or_directory) return std::nullopt;
  return names;
}

int OwnProcess::Become(const std::vector<std::string>& words,
                       const std::vector<std::pair<std::string, std::string>>& variables) {
  for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
  const std::vector<char*> argv = chutesd::support::Pointers(words);
  (void)std::signal(SIGPIPE, sigpipe_);
  execv(argv[0], argv.data());
  const int error = errno;
  (void)std::signal(SIGPIPE, SIG_IGN);
  return error;
}

bool OwnProcess::IsOtherProgram(const std::string& path) const {
  struct stat ours {};
  struct stat other {};
  if (stat("/proc/self/exe", &ours) != 0 || stat(path.c_str(), &other) != 0) return false;
  const bool is_same = ours.st_dev == other.st_dev && ours.st_ino == other.st_ino;
  return !is_same && S_ISREG(other.st_mode) && access(path.c_str(), X_OK) == 0;
}

}  // namespace chutes::terminal
