#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "client/commands/command.h"
#include "client/commands/context.h"
#include "client/render/shown_text.h"
#include "client/rpc/wait.h"
#include "proto/support/paths.h"
#include "proto/support/unique_fd.h"

namespace chutes::commands {
namespace {

// The daemon's log file, read while it may be written to and replaced by a new one.
class LogFile {
 public:
  explicit LogFile(std::string path) : path_(std::move(path)) {}

  // The last lines, those of the older file included where the new one has fewer; nothing, with errno, if
  // there is no file to read.
  std::optional<std::string> LastLines(std::size_t count);

  // Gives what is written after LastLines to `show`, as it is written, until `stop_fd` becomes readable
  // (true) or `show` returns false, or the folder cannot be watched (false, the latter with errno).
  bool Follow(int stop_fd, const std::function<bool(std::string_view text)>& show);

 private:
  bool Open();
  bool WasReplaced() const;
  bool ShowNew(const std::function<bool(std::string_view text)>& show);

  std::string path_;
  support::UniqueFd fd_;
};

// `chutesd.sock.1.log` beside `chutesd.sock.log`, as the daemon names the older file.
std::string OlderPath(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  const std::size_t slash = path.rfind('/');
  if (dot == std::string::npos || (slash != std::string::npos && dot < slash)) return path + ".1";
  return path.substr(0, dot) + ".1" + path.substr(dot);
}

std::string ReadToEnd(int fd) { return terminal::ReadUpTo(fd, SIZE_MAX).value_or(""); }

// Where the last `count` lines begin; nothing if there are fewer.
std::optional<std::size_t> StartOfLast(std::string_view text, std::size_t count) {
  std::size_t end = text.ends_with('\n') ? text.size() - 1 : text.size();
  if (count == 0) return text.size();
  while (count > 0 && end != std::string_view::npos) {
    end = end == 0 ? std::string_view::npos : text.rfind('\n', end - 1);
    --count;
  }
  if (end == std::string_view::npos) return std::nullopt;
  return end + 1;
}

bool LogFile::Open() {
  fd_ = support::UniqueFd(open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  return fd_.valid();
}

bool LogFile::WasReplaced() const {
  struct stat named {};
  struct stat opened {};
  if (stat(path_.c_str(), &named) != 0 || fstat(fd_.get(), &opened) != 0) return false;
  return named.st_ino != opened.st_ino || named.st_dev != opened.st_dev;
}

std::optional<std::string> LogFile::LastLines(std::size_t count) {
  if (!Open()) return std::nullopt;
  std::string text = ReadToEnd(fd_.get());
  std::optional<std::size_t> start = StartOfLast(text, count);
  if (!start) {
    const support::UniqueFd older(open(OlderPath(path_).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (older.valid()) text.insert(0, ReadToEnd(older.get()));
    start = StartOfLast(text, count);
  }
  return text.substr(start.value_or(0));
}

bool LogFile::ShowNew(const std::function<bool(std::string_view text)>& show) {
  std::string text = ReadToEnd(fd_.get());
  while (WasReplaced() && Open()) text += ReadToEnd(fd_.get());
  return text.empty() || show(text);
}

bool LogFile::Follow(int stop_fd, const std::function<bool(std::string_view text)>& show) {
  const std::string folder = support::FolderOf(path_);
  const support::UniqueFd changes(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!changes.valid()) return false;
  if (inotify_add_watch(changes.get(), folder.c_str(), IN_MODIFY | IN_CREATE | IN_MOVED_TO) < 0) return false;
  // What came before the watch stood.
  while (ShowNew(show)) {
    std::array<pollfd, 2> watched = {pollfd{changes.get(), POLLIN, 0}, pollfd{stop_fd, POLLIN, 0}};
    while (poll(watched.data(), watched.size(), -1) < 0) {
      if (errno != EINTR) return false;
    }
    if (watched[1].revents != 0) return true;
    ReadToEnd(changes.get());
  }
  return false;
}

// Lines as they are safe to print: errors quote what the API sent.
std::string Shown(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    shown += render::EscapeSentence(text.substr(0, end));
    if (end == std::string_view::npos) break;
    shown += '\n';
    text.remove_prefix(end + 1);
  }
  return shown;
}

class DaemonLogs final : public Command {
 public:
  DaemonLogs()
      : Command({.group = "daemon",
                 .name = "logs",
                 .help = "Show the last lines of the daemon's log",
                 .example = "chutes daemon logs\n  chutes daemon logs --lines 200 --follow",
                 .starts_daemon = false}) {}

  void AddOptions(CLI::App& app) override {
    constexpr int kMostLines = 100'000;
    app.add_option("-n,--lines", lines_, "How many lines (default: 50)")
        ->type_name("INTEGER")
        ->check(WholeNumber(0, kMostLines));
    app.add_flag("-f,--follow", follow_, "Go on as lines are written, until Ctrl-C");
  }

  Exit Run(Context& context) override {
    if (const auto refused = context.RequireSocket()) return *refused;
    if (context.daemons().QueryUnits(context.endpoint()) != start::UnitState::kNone)
      return ShowJournal(context);
    const DaemonReply reply = AskDaemon(context, context.globals().timeout);
    if (reply.result.ok() && reply.info.log_path().empty()) {
      return context.Fail(
          Exit::kError, fmt::format("process {} logs to its standard error, not to a file", reply.info.pid()),
          ChutesCommand("daemon restart", "a daemon that chutes starts logs to a file"));
    }
    const std::string path = reply.result.ok() ? reply.info.log_path() : start::LogPathOf(context.endpoint());
    LogFile log(path);
    const std::optional<std::string> lines = log.LastLines(static_cast<std::size_t>(lines_));
    if (!lines) {
      return context.Fail(errno == ENOENT ? Exit::kNotFound : Exit::kError,
                          fmt::format("the log {} cannot be read: {}", path, strerror(errno)),
                          ChutesCommand("daemon start"));
    }
    const Exit exit = context.Print(Shown(*lines));
    if (exit != Exit::kOk || !follow_) return exit;
    rpc::InterruptWatch interrupt;
    bool written = true;
    const bool stopped = log.Follow(interrupt.fd(), [&context, &written](std::string_view text) {
      written = context.Print(Shown(text)) == Exit::kOk;
      return written;
    });
    if (stopped) return Exit::kInterrupted;
    return written ? context.Fail(Exit::kError,
                                  fmt::format("{} cannot be watched: {}", path, strerror(errno)), {})
                   : Exit::kError;
  }

 private:
  Exit ShowJournal(Context& context) const {
    const std::string lines = fmt::format("{}", lines_);
    std::vector<std::string> words = {"/usr/bin/journalctl", "--user", "-u", "chutesd", "-n", lines};
    if (follow_) words.emplace_back("-f");
    const int error = context.process().Become(words, {});
    return context.Fail(Exit::kError, fmt::format("{} cannot be run: {}", words[0], strerror(error)),
                        ShellCommand("systemctl --user status chutesd"));
  }

  int lines_ = 50;
  bool follow_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeDaemonLogs() { return std::make_unique<DaemonLogs>(); }

}  // namespace chutes::commands
