#include <fmt/format.h>

#include <CLI/App.hpp>
#include <cerrno>
#include <cstring>

#include "client/commands/command.h"
#include "client/commands/daemon/daemon_info.h"
#include "client/render/shown_text.h"
#include "client/rpc/wait.h"
#include "client/start/log_file.h"

namespace chutes::commands {
namespace {

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
    if (context.daemons().AskUnits(context.endpoint()) != start::UnitState::kNone)
      return ShowJournal(context);
    const DaemonReply reply = AskDaemon(context, context.globals().timeout);
    if (reply.result.ok() && reply.info.log_path().empty()) {
      return context.Fail(
          Exit::kError, fmt::format("process {} logs to its standard error, not to a file", reply.info.pid()),
          ChutesCommand("daemon restart", "a daemon that chutes starts logs to a file"));
    }
    const std::string path = reply.result.ok() ? reply.info.log_path() : start::LogPathOf(context.endpoint());
    start::LogFile log(path);
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
