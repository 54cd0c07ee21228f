#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <string>
#include <utility>

#include "client/terminal/terminal.h"

namespace chutes::terminal {
namespace {

// A child process on a terminal of its own that asks one question and tells what came of it.
class AskedChild {
 public:
  AskedChild(bool hidden, std::size_t limit) {
    child_ = forkpty(&terminal_, nullptr, nullptr, nullptr);
    if (child_ < 0) throw std::runtime_error("this machine gives no pseudo-terminals");
    if (child_ != 0) {
      seen_ = Until("Q? ");
      return;
    }
    const Answer answer = StandardStreams().Ask("Q? ", limit, hidden);
    constexpr std::array kNames = {"line", "end", "interrupted"};
    const std::string told = std::string("<") + kNames.at(static_cast<std::size_t>(answer.how)) + " " +
                             std::to_string(answer.text.size()) + ">";
    const bool is_expected = answer.text.empty() || answer.text.find_first_not_of('s') == std::string::npos;
    (void)!write(STDOUT_FILENO, told.data(), told.size());
    _exit(is_expected ? 0 : 1);
  }
  AskedChild(const AskedChild&) = delete;
  AskedChild& operator=(const AskedChild&) = delete;
  ~AskedChild() {
    close(terminal_);
    if (child_ > 0) Status();
  }

  void Type(const std::string& text) const {
    EXPECT_EQ(write(terminal_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void Signal(int number) const { kill(child_, number); }
  // Waits for a text to be shown; all that was shown so far.
  std::string Until(const std::string& text) {
    constexpr int kPatienceMs = 20'000;
    std::array<char, 512> chunk{};
    pollfd readable{terminal_, POLLIN, 0};
    while (seen_.find(text) == std::string::npos) {
      if (poll(&readable, 1, kPatienceMs) <= 0) break;
      const ssize_t count = read(terminal_, chunk.data(), chunk.size());
      if (count <= 0) break;
      seen_.append(chunk.data(), static_cast<std::size_t>(count));
    }
    EXPECT_NE(seen_.find(text), std::string::npos) << seen_;
    return seen_;
  }
  bool Echoes() const {
    termios now{};
    EXPECT_EQ(tcgetattr(terminal_, &now), 0);
    return (now.c_lflag & ECHO) != 0;
  }
  // The status of wait(2), once it has ended.
  int Status() {
    int status = 0;
    waitpid(std::exchange(child_, -1), &status, 0);
    return status;
  }
  void Forget() { seen_.clear(); }

 private:
  int terminal_ = -1;
  pid_t child_ = -1;
  std::string seen_;
};

constexpr std::size_t kLimit = 8;

TEST(TerminalQuestion, ShowsAnAnswerAsItIsTyped) {
  AskedChild child(false, kLimit);
  EXPECT_TRUE(child.Echoes());
  child.Type("ssss\n");
  EXPECT_NE(child.Until("<line 4>").find("Q? ssss"), std::string::npos);
}

TEST(TerminalQuestion, HidesAnAnswerAndRestoresTheTerminal) {
  AskedChild child(true, kLimit);
  EXPECT_FALSE(child.Echoes());
  child.Type("ssss\n");
  EXPECT_EQ(child.Until("<line 4>").find('s'), std::string::npos) << "shown while hidden";
  EXPECT_TRUE(child.Echoes());
  EXPECT_EQ(child.Status(), 0);
}

TEST(TerminalQuestion, TakesALineThatIsTooLongWholeAndSaysSo) {
  AskedChild child(true, kLimit);
  child.Type(std::string(3 * kLimit, 's') + "\n");
  child.Until("<line 9>");
}

TEST(TerminalQuestion, TellsCtrlCFromTheEndOfInput) {
  for (const bool hidden : {false, true}) {
    AskedChild interrupted(hidden, kLimit);
    interrupted.Type("ss\x03");
    interrupted.Until("<interrupted 0>");
    EXPECT_TRUE(interrupted.Echoes());
    AskedChild ended(hidden, kLimit);
    ended.Type("\x04");
    ended.Until("<end 0>");
    EXPECT_TRUE(ended.Echoes());
  }
}

TEST(TerminalQuestion, DiesOfSigtermWithTheTerminalAsItWas) {
  AskedChild child(true, kLimit);
  ASSERT_FALSE(child.Echoes());
  child.Signal(SIGTERM);
  const int status = child.Status();
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM) << status;
  EXPECT_TRUE(child.Echoes());
}

TEST(TerminalQuestion, StopsWithTheTerminalAsItWasAndAsksAgainAfterwards) {
  AskedChild child(true, kLimit);
  // The child leads its session, where the kernel drops SIGTSTP as nobody could wake it (an orphaned
  // group): the question comes again at once, with the echo off.
  child.Forget();
  child.Signal(SIGTSTP);
  child.Until("Q? ");
  EXPECT_FALSE(child.Echoes());
  child.Type("sss\n");
  child.Until("<line 3>");
  EXPECT_TRUE(child.Echoes());
}

}  // namespace
}  // namespace chutes::terminal
