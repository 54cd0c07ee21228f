#pragma once

#include "client/cli/command_list.h"

// Options of `chutes daemon ...`, and what they make of a draft.
namespace chutes::cli {

Checked<Command> FinishDaemonStart(const Draft& draft);
Checked<Command> FinishDaemonStop(const Draft& draft);
Checked<Command> FinishDaemonRestart(const Draft& draft);
Checked<Command> FinishDaemonStatus(const Draft& draft);
void AddDaemonLogsOptions(CLI::App& app, Draft& draft);
Checked<Command> FinishDaemonLogs(const Draft& draft);

}  // namespace chutes::cli
