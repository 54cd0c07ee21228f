#pragma once

#include <csignal>

#include "proto/support/unique_fd.h"

namespace chutes::rpc {

// While it lives, Ctrl-C does not end the process but makes fd() readable. If SIGINT was ignored
// (as under nohup) it stays ignored. One at a time; for programs with one thread.
class InterruptWatch {
 public:
  InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;
  ~InterruptWatch();

  // For poll(2): -1, which poll skips, if nothing is watched.
  int fd() const { return fd_.get(); }
  // Whether Ctrl-C was pressed.
  bool Pressed();

 private:
  support::UniqueFd fd_;
  sigset_t before_{};
  bool pressed_ = false;
};

}  // namespace chutes::rpc
