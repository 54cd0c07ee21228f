#include "client/terminal/prompter.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <utility>

#include "client/render/shown_text.h"
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

TypedLine AskOnce(std::string_view prompt, std::size_t limit, bool hidden) {
  SignalWatch signals;
  // Before the question is shown: an answer must not be visible.
  std::optional<EchoOff> silence;
  if (hidden) silence.emplace();
  WriteAll(STDERR_FILENO, prompt);
  if (silence && !silence->works()) WriteAll(STDERR_FILENO, "(what is typed will be seen) ");
  TypedLine read_line = ReadLine(limit, signals);
  if (hidden || read_line.answer.how != Answer::How::kLine) WriteAll(STDERR_FILENO, "\n");
  return read_line;
}

}  // namespace

// Ctrl-C is an answer; SIGTERM and SIGHUP end the process, and Ctrl-Z stops it, with the terminal as it was
// found.
Answer StandardStreams::Ask(std::string_view prompt, std::size_t limit, bool hidden) {
  while (true) {
    TypedLine read_line = AskOnce(prompt, limit, hidden);
    if (read_line.signal == 0) return std::move(read_line.answer);
    if (read_line.signal == SIGINT) return {Answer::How::kInterrupted, ""};
    // The terminal is as it was, and the signal does what it would have done. After a stop (Ctrl-Z, fg) the
    // question comes again.
    (void)std::raise(read_line.signal);
  }
}

namespace {

std::optional<std::size_t> IndexOf(std::string_view answer, const std::vector<Option>& options) {
  const auto named = std::ranges::find(options, answer, &Option::name);
  if (named != options.end()) return static_cast<std::size_t>(named - options.begin());
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(answer.data(), answer.data() + answer.size(), number);
  if (error != std::errc() || end != answer.data() + answer.size()) return std::nullopt;
  if (number < 1 || number > options.size()) return std::nullopt;
  return number - 1;
}

std::string ListOf(std::string_view title, const std::vector<Option>& options) {
  std::size_t widest = 0;
  for (const Option& option : options) {
    widest = std::max(widest, render::DisplayWidth(render::Escape(option.name)));
  }
  std::string text = fmt::format("{}\n", render::EscapeSentence(title));
  for (std::size_t i = 0; i < options.size(); ++i) {
    const std::string name = render::Escape(options[i].name);
    text += fmt::format("  {:>2}  {}", i + 1, name);
    if (!options[i].note.empty()) {
      text += fmt::format("{:{}}  {}", "", widest - render::DisplayWidth(name),
                          render::EscapeSentence(options[i].note));
    }
    text += '\n';
  }
  return text;
}

}  // namespace

std::optional<bool> YesOrNo(std::string_view answer) {
  static constexpr std::array<std::string_view, 5> kYes = {"y", "yes", "Y", "Yes", "YES"};
  static constexpr std::array<std::string_view, 5> kNo = {"n", "no", "N", "No", "NO"};
  if (std::ranges::find(kYes, answer) != kYes.end()) return true;
  if (std::ranges::find(kNo, answer) != kNo.end()) return false;
  return std::nullopt;
}

std::optional<std::string> Prompter::Line(std::string_view prompt, bool hidden, const Check& check) {
  while (true) {
    Answer answer = terminal_.Ask(prompt, kLongestAnswer, hidden);
    if (answer.how != Answer::How::kLine) {
      const bool interrupted = answer.how == Answer::How::kInterrupted;
      exit_ = interrupted ? Exit::kInterrupted : Exit::kUsage;
      Say(interrupted ? "chutes: interrupted\n" : "chutes: end of input where an answer was expected\n");
      return std::nullopt;
    }
    // The daemon speaks protobuf, whose texts are UTF-8.
    const std::string problem = answer.text.size() > kLongestAnswer ? "that is too long"
                                : !render::IsUtf8(answer.text)      ? "that is not UTF-8"
                                                                    : check(answer.text);
    if (problem.empty()) return std::move(answer.text);
    Say(fmt::format("{}\n", render::EscapeSentence(problem)));
  }
}

std::optional<std::string> Prompter::Ask(std::string_view label, std::string_view preset,
                                         const Check& check) {
  const std::string prompt =
      preset.empty() ? fmt::format("{}: ", render::EscapeSentence(label))
                     : fmt::format("{} [{}]: ", render::EscapeSentence(label), render::Escape(preset));
  std::string answer;
  const bool answered = Line(prompt, false, [&](const std::string& line) {
                          answer = support::Trimmed(line);
                          if (answer.empty()) answer = preset;
                          return check(answer);
                        }).has_value();
  return answered ? std::optional(std::move(answer)) : std::nullopt;
}

std::optional<std::string> Prompter::AskHidden(std::string_view label, const Check& check) {
  return Line(fmt::format("{} (not shown): ", render::EscapeSentence(label)), true, check);
}

std::optional<std::size_t> Prompter::Choose(std::string_view title, std::string_view label,
                                            const std::vector<Option>& options,
                                            std::optional<std::size_t> preset) {
  Say(ListOf(title, options));
  const Check check = [&options](const std::string& answer) -> std::string {
    if (IndexOf(answer, options)) return "";
    return options.size() == 1 ? "type 1 or the name"
                               : fmt::format("type a number from 1 to {}, or a name", options.size());
  };
  const std::string fallback = preset ? options.at(*preset).name : "";
  const std::optional<std::string> answer = Ask(fmt::format("{}, number or name", label), fallback, check);
  if (!answer) return std::nullopt;
  return IndexOf(*answer, options);
}

std::optional<bool> Prompter::Confirm(std::string_view question, bool preset) {
  bool decided = preset;
  const Check check = [&decided](const std::string& line) {
    const std::string_view answer = support::Trimmed(line);
    const std::optional<bool> typed = YesOrNo(answer);
    if (typed) decided = *typed;
    return answer.empty() || typed ? "" : "type y or n";
  };
  const std::string prompt =
      fmt::format("{} [{}] ", render::EscapeSentence(question), preset ? "Y/n" : "y/N");
  return Line(prompt, false, check) ? std::optional(decided) : std::nullopt;
}

}  // namespace chutes::terminal
