#include "client/terminal/terminal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>

#include "client/terminal/process.h"
#include "proto/support/text.h"

namespace chutes::terminal {
namespace {

std::size_t TerminalWidth() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

// Whether the stream was open. A closed one is given /dev/null, in the mode that fails when it is used; for
// a program that this one becomes it is closed again.
bool FillPlace(int fd) {
  if (fcntl(fd, F_GETFD) >= 0) return true;
  const int filler = open("/dev/null", (fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) | O_CLOEXEC);
  if (filler >= 0 && filler != fd) close(filler);
  return false;
}

// The charset of `language_TERRITORY.CHARSET@modifier` in lower case and without dashes, as UTF-8 is also
// written utf8; empty if the name has none.
std::string CharsetOf(const std::string& locale) {
  const std::size_t dot = locale.find('.');
  if (dot == std::string::npos) return "";
  std::string charset = support::LowerCase(locale.substr(dot + 1, locale.find('@') - dot - 1));
  std::erase(charset, '-');
  return charset;
}

}  // namespace

StandardStreams::StandardStreams() {
  FillPlace(STDIN_FILENO);
  has_out_ = FillPlace(STDOUT_FILENO);
  has_err_ = FillPlace(STDERR_FILENO);
  facts_.in = isatty(STDIN_FILENO) == 1;
  facts_.out = has_out_ && isatty(STDOUT_FILENO) == 1;
  facts_.err = has_err_ && isatty(STDERR_FILENO) == 1;
  facts_.width = facts_.out ? TerminalWidth() : 0;
}

bool StandardStreams::Out(std::string_view text) { return has_out_ && WriteAll(STDOUT_FILENO, text); }

bool StandardStreams::Err(std::string_view text) { return has_err_ && WriteAll(STDERR_FILENO, text); }

std::optional<std::string> StandardStreams::ReadLine(std::size_t limit) {
  std::optional<std::string> line = ReadUpTo(STDIN_FILENO, limit, true);
  if (!line || line->empty()) return std::nullopt;
  if (line->ends_with('\n')) line->pop_back();
  return line;
}

std::optional<std::string> StandardStreams::ReadRest(std::size_t limit) {
  return ReadUpTo(STDIN_FILENO, limit + 1);
}

rpc::ShowWait WaitLine(Terminal& terminal, const Process& process) {
  const std::string kind = process.Value("TERM");
  if (!terminal.facts().err || kind.empty() || kind == "dumb") return nullptr;
  return [&terminal](std::optional<std::chrono::seconds> waited) {
    // Fits 40 columns with the seconds of the longest --timeout, and with the ^C that a terminal may add.
    constexpr int kColumns = 34;
    std::string text;
    if (waited) text = "waiting for an answer ...";
    if (waited && waited->count() > 0) text += fmt::format(" {} s", waited->count());
    terminal.Err(waited ? fmt::format("\r{}", text) : fmt::format("\r{:{}}\r", "", kColumns));
  };
}

bool IsUtf8Locale(const Process& process) {
  for (const char* name : std::array{"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string locale = process.Value(name);
    if (!locale.empty()) return CharsetOf(locale) == "utf8";
  }
  return true;
}

}  // namespace chutes::terminal
