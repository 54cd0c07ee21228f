#include "client/start/spawn.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>

namespace chutes::start {
namespace {

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
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

}  // namespace

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
  const std::vector<char*> argv = Pointers(words);
  const std::vector<char*> envp = Pointers(environment);

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

}  // namespace chutes::start
