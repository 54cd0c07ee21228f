#include "client/terminal/process.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace chutes::terminal {

OwnProcess::OwnProcess(int argc, char** argv)
    : argc_(argc), argv_(argv), sigpipe_(std::signal(SIGPIPE, SIG_IGN)) {}

std::optional<std::string> OwnProcess::Lookup(const std::string& name) const {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

void OwnProcess::BlankArgument(std::size_t argument, std::size_t from) {
  if (argument + 1 >= static_cast<std::size_t>(argc_)) return;
  char* text = argv_[argument + 1];
  const std::size_t size = strlen(text);
  if (from < size) std::memset(text + from, 'x', size - from);
}

std::int64_t OwnProcess::Now() const { return static_cast<std::int64_t>(time(nullptr)); }

std::int64_t OwnProcess::pid() const { return getpid(); }

int OwnProcess::Become(const std::vector<std::string>& words,
                       const std::vector<std::pair<std::string, std::string>>& variables) {
  for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
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
