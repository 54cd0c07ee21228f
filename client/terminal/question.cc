#include <poll.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <string>

#include "client/terminal/files.h"
#include "client/terminal/terminal.h"
#include "proto/support/unique_fd.h"

namespace chutes::terminal {
namespace {

// Keeps what is typed from being shown while it lives.
class EchoOff {
 public:
  EchoOff() {
    termios silent{};
    if (tcgetattr(STDIN_FILENO, &silent) != 0) return;
    before_ = silent;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL);
    // What was typed before the question is dropped: it was shown.
    if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) != 0) before_.reset();
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;
  ~EchoOff() {
    if (before_) tcsetattr(STDIN_FILENO, TCSADRAIN, &*before_);
  }
  // False: the terminal does not let us.
  bool works() const { return before_.has_value(); }

 private:
  std::optional<termios> before_;
};

// While it lives, the signals that end or stop the process wait to be read, so that the terminal can be
// set right first. Those that are ignored, as under nohup, stay ignored.
class SignalWatch {
 public:
  SignalWatch() {
    sigset_t watched;
    sigemptyset(&watched);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGTSTP}) sigaddset(&watched, number);
    pthread_sigmask(SIG_BLOCK, &watched, &before_);
    fd_ = support::UniqueFd(signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK));
  }
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;
  ~SignalWatch() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  int fd() const { return fd_.get(); }
  // A signal that came; 0: none.
  int Take() {
    signalfd_siginfo info{};
    if (!fd_.valid() || read(fd_.get(), &info, sizeof(info)) != static_cast<ssize_t>(sizeof(info))) return 0;
    return static_cast<int>(info.ssi_signo);
  }

 private:
  support::UniqueFd fd_;
  sigset_t before_{};
};

// A line as far as it was read, or the signal that came instead.
struct TypedLine {
  Answer answer;
  int signal = 0;
};

// Waits for a signal or a byte. Reading one byte at a time leaves the next line to the next question.
TypedLine ReadLine(std::size_t limit, SignalWatch& signals) {
  TypedLine read_so_far;
  std::string& text = read_so_far.answer.text;
  while (true) {
    std::array<pollfd, 2> watched = {pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{signals.fd(), POLLIN, 0}};
    if (poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return read_so_far;
    if (const int number = signals.Take(); number != 0) {
      text.clear();
      read_so_far.signal = number;
      return read_so_far;
    }
    if (watched[0].revents == 0) continue;
    char byte = 0;
    const ssize_t count = read(STDIN_FILENO, &byte, 1);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    const bool ended = count <= 0;
    if (ended && text.empty()) return read_so_far;
    if (ended || byte == '\n') {
      read_so_far.answer.how = Answer::How::kLine;
      return read_so_far;
    }
    if (text.size() <= limit) text.push_back(byte);
  }
}

TypedLine AskOnce(std::string_view prompt, std::size_t limit, bool hidden, SignalWatch& signals) {
  // Before the question is seen: nobody must answer while it would be shown.
  std::optional<EchoOff> silence;
  if (hidden) silence.emplace();
  WriteAll(STDERR_FILENO, prompt);
  if (silence && !silence->works()) WriteAll(STDERR_FILENO, "(what is typed will be seen) ");
  TypedLine read_line = ReadLine(limit, signals);
  if (hidden || read_line.answer.how != Answer::How::kLine) WriteAll(STDERR_FILENO, "\n");
  return read_line;
}

}  // namespace

Answer AskOnTerminal(std::string_view prompt, std::size_t limit, bool hidden) {
  while (true) {
    TypedLine read_line;
    {
      SignalWatch signals;
      read_line = AskOnce(prompt, limit, hidden, signals);
    }
    if (read_line.signal == 0) return std::move(read_line.answer);
    if (read_line.signal == SIGINT) return {Answer::How::kInterrupted, ""};
    // The terminal is as it was, and the signal does what it would have done. After a stop (Ctrl-Z, fg) the
    // question comes again.
    (void)std::raise(read_line.signal);
  }
}

}  // namespace chutes::terminal
