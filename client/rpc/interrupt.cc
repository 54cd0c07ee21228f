#include "client/rpc/interrupt.h"

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

}  // namespace chutes::rpc
