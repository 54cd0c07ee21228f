#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "client/commands/commands.h"
#include "client/commands/daemon_info.h"
#include "client/render/shown_text.h"
#include "client/rpc/wait.h"
#include "client/start/daemon_host.h"
#include "client/start/log_file.h"

namespace chutes::commands {
namespace {

using cli::Exit;

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

Exit ShowJournal(Context& context, const cli::DaemonLogsArgs& args) {
  const std::string lines = fmt::format("{}", args.lines);
  std::vector<std::string> words = {"/usr/bin/journalctl", "--user", "-u", "chutesd", "-n", lines};
  if (args.follow) words.emplace_back("-f");
  const int error = context.env().become(words, {});
  return context.Fail(Exit::kError, fmt::format("{} cannot be run: {}", words[0], strerror(error)),
                      "systemctl --user status chutesd");
}

}  // namespace

Exit Run(Context& context, const cli::DaemonLogsArgs& args) {
  const std::optional<Exit> refused = context.RequireSocket();
  if (refused) return *refused;
  if (context.env().daemons->AskUnits(context.endpoint()) != start::UnitState::kNone)
    return ShowJournal(context, args);
  const AskedDaemon asked = AskDaemon(context, context.timeout());
  if (asked.result.ok() && asked.info.log_path().empty()) {
    return context.Fail(Exit::kError,
                        fmt::format("process {} logs to its standard error, not to a file", asked.info.pid()),
                        "chutes daemon restart   (a daemon that chutes starts logs to a file)");
  }
  const std::string path = asked.result.ok() ? asked.info.log_path() : start::LogPathOf(context.endpoint());
  start::LogFile log(path);
  const std::optional<std::string> lines = log.LastLines(static_cast<std::size_t>(args.lines));
  if (!lines) {
    return context.Fail(errno == ENOENT ? Exit::kNotFound : Exit::kError,
                        fmt::format("the log {} cannot be read: {}", path, strerror(errno)),
                        "chutes daemon start");
  }
  const Exit exit = context.Print(Shown(*lines));
  if (exit != Exit::kOk || !args.follow) return exit;
  rpc::InterruptWatch interrupt;
  bool written = true;
  const bool stopped = log.Follow(interrupt.fd(), [&context, &written](std::string_view text) {
    written = context.Print(Shown(text)) == Exit::kOk;
    return written;
  });
  if (stopped) return Exit::kInterrupted;
  return written
             ? context.Fail(Exit::kError, fmt::format("{} cannot be watched: {}", path, strerror(errno)), "")
             : Exit::kError;
}

}  // namespace chutes::commands
