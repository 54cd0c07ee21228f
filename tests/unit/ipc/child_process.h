#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace chutesd::ipc {

// A fork of the test that runs `work` and exits with what it returns. Killed if it still runs at the end.
class ChildProcess {
 public:
  template <typename Work>
  explicit ChildProcess(Work work) : pid_(fork()) {
    if (pid_ == 0) _exit(work());
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess() { Kill(); }

  pid_t pid() const { return pid_; }

  // Its exit status; -1 if a signal ended it.
  int Wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  void Kill() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    Wait();
  }

 private:
  pid_t pid_;
};

}  // namespace chutesd::ipc
