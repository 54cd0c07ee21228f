#include "client/rpc/wait.h"

#include <sys/signalfd.h>
#include <unistd.h>

namespace chutes::rpc {

InterruptWatch::InterruptWatch() {
  sigset_t interrupt;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  pthread_sigmask(SIG_BLOCK, &interrupt, &before_);
  fd_ = support::UniqueFd(signalfd(-1, &interrupt, SFD_CLOEXEC | SFD_NONBLOCK));
}

InterruptWatch::~InterruptWatch() {
  // What came too late to be acted upon shall not kill the process while it prints a result.
  Pressed();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

bool InterruptWatch::Pressed() {
  signalfd_siginfo info{};
  if (fd_.valid() && read(fd_.get(), &info, sizeof(info)) == static_cast<ssize_t>(sizeof(info))) {
    pressed_ = true;
  }
  return pressed_;
}

WaitWatch::~WaitWatch() {
  if (is_shown_) show_(std::nullopt);
}

void WaitWatch::Tick() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next()) return;
  const auto waited = std::chrono::floor<std::chrono::seconds>(now - began_);
  is_shown_ = true;
  next_ = began_ + waited + std::chrono::seconds(1);
  show_(waited);
}

}  // namespace chutes::rpc
