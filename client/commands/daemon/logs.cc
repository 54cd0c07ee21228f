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
#include <utility>

#include "client/commands/command.h"
#include "client/render/shown_text.h"
#include "client/rpc/wait.h"
#include "proto/support/paths.h"
#include "proto/support/unique_fd.h"

namespace chutes::commands {
namespace {

// `chutesd.sock.1.log` beside `chutesd.sock.log`, as the daemon names the older file.
std::string OlderPath(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  const std::size_t slash = path.rfind('/');
  if (dot == std::string::npos || (slash != std::string::npos && dot < slash)) return path + ".1";
  return path.substr(0, dot) + ".1" + path.substr(dot);
}

std::string ReadToEnd(const support::UniqueFd& file) {
  return file.valid() ? terminal::ReadUpTo(file.get(), SIZE_MAX).value_or("") : "";
}

support::UniqueFd OpenLog(const std::string& path) {
  return support::UniqueFd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
}

// Where the last `count` lines begin; nothing if there are fewer.
std::optional<std::size_t> StartOfLast(std::string_view text, std::size_t count) {
  std::size_t start = text.size();
  // Without the last newline; where there is no other, npos + 1 is 0.
  for (; count > 0 && start > 0; --count) start = text.substr(0, start - 1).rfind('\n') + 1;
  return count > 0 ? std::nullopt : std::optional(start);
}

// The daemon's log file, read while it may be written to and replaced by a new one.
class LogFile {
 public:
  using Show = std::function<bool(std::string_view text)>;

  explicit LogFile(std::string path) : path_(std::move(path)) {}

  // The last lines, those of the older file included where the new one has fewer; nothing, with errno, if
  // there is no file to read.
  std::optional<std::string> LastLines(std::size_t count) {
    if (!Open()) return std::nullopt;
    std::string text = ReadToEnd(fd_);
    std::optional<std::size_t> start = StartOfLast(text, count);
    if (!start) {
      text.insert(0, ReadToEnd(OpenLog(OlderPath(path_))));
      start = StartOfLast(text, count);
    }
    return text.substr(start.value_or(0));
  }

  // Gives what is written after LastLines to `show`, as it is written, until `stop_fd` becomes readable
  // (true) or `show` returns false, or the folder cannot be watched (false, the latter with errno).
  bool Follow(int stop_fd, const Show& show) {
    const std::string folder = support::FolderOf(path_);
    const support::UniqueFd changes(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    constexpr std::uint32_t kChanges = IN_MODIFY | IN_CREATE | IN_MOVED_TO;
    if (!changes.valid() || inotify_add_watch(changes.get(), folder.c_str(), kChanges) < 0) return false;
    // What came before the watch stood.
    while (ShowNew(show)) {
      std::array<pollfd, 2> watched = {pollfd{changes.get(), POLLIN, 0}, pollfd{stop_fd, POLLIN, 0}};
      while (poll(watched.data(), watched.size(), -1) < 0) {
        if (errno != EINTR) return false;
      }
      if (watched[1].revents != 0) return true;
      ReadToEnd(changes);
    }
    return false;
  }

 private:
  bool Open() {
    fd_ = OpenLog(path_);
    return fd_.valid();
  }

  bool WasReplaced() const {
    struct stat named {};
    struct stat opened {};
    if (stat(path_.c_str(), &named) != 0 || fstat(fd_.get(), &opened) != 0) return false;
    return named.st_ino != opened.st_ino || named.st_dev != opened.st_dev;
  }

  bool ShowNew(const Show& show) {
    std::string text = ReadToEnd(fd_);
    while (WasReplaced() && Open()) text += ReadToEnd(fd_);
    return text.empty() || show(text);
  }

  std::string path_;
  support::UniqueFd fd_;
};

// Lines as they are safe to print: errors quote what the API sent.
std::string Shown(std::string_view text) {
  std::string shown;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    shown += render::EscapeSentence(text.substr(0, end)) + '\n';
    text.remove_prefix(end + 1);
  }
  return shown + render::EscapeSentence(text);
}

class DaemonLogs final : public Command {
 public:
  void AddOptions(CLI::App& app) override {
    constexpr int kMostLines = 100'000;
    app.add_option("-n,--lines", lines_, "How many lines (default: 50)")
        ->type_name("INTEGER")
        ->check(NumberFrom(0, kMostLines));
    app.add_flag("-f,--follow", follow_, "Go on as lines are written, until Ctrl-C");
  }

  Exit Run(Context& context) override {
    if (const auto refused = context.RequireSocket()) return *refused;
    if (context.QueryUnits() != start::UnitState::kNone) return ShowJournal(context);
    const DaemonReply reply = AskDaemon(context);
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

constexpr CommandInfo kDaemonLogs = {"daemon logs", "Show the last lines of the daemon's log",
                                     "chutes daemon logs\n  chutes daemon logs --lines 200 --follow",
                                     Make<DaemonLogs>,
                                     /*starts_daemon=*/false};

}  // namespace chutes::commands
