#include "client/cli/daemon_options.h"

#include <CLI/App.hpp>
#include <utility>

namespace chutes::cli {

Checked<Command> FinishDaemonStart(const Draft&) { return {DaemonStartArgs{}, std::nullopt}; }

Checked<Command> FinishDaemonStop(const Draft&) { return {DaemonStopArgs{}, std::nullopt}; }

Checked<Command> FinishDaemonRestart(const Draft&) { return {DaemonRestartArgs{}, std::nullopt}; }

Checked<Command> FinishDaemonStatus(const Draft&) { return {DaemonStatusArgs{}, std::nullopt}; }

void AddDaemonLogsOptions(CLI::App& app, Draft& draft) {
  app.add_option("-n,--lines", draft.lines, "How many lines (default: 50)")->type_name("INTEGER");
  app.add_flag("-f,--follow", draft.follow, "Go on as lines are written, until Ctrl-C");
}

Checked<Command> FinishDaemonLogs(const Draft& draft) {
  constexpr int kMostLines = 100'000;
  DaemonLogsArgs args;
  args.follow = draft.follow;
  if (draft.lines) {
    Checked<int> lines = ParseCount("--lines", *draft.lines, 0, kMostLines);
    if (lines.error) return {{}, std::move(lines.error)};
    args.lines = lines.value;
  }
  return {args, std::nullopt};
}

}  // namespace chutes::cli
