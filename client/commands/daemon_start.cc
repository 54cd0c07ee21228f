#include <fmt/format.h>

#include "client/cli/exit_code.h"
#include "client/commands/commands.h"
#include "client/commands/daemon_info.h"
#include "client/render/error_text.h"
#include "client/render/session_view.h"
#include "client/render/shown_text.h"
#include "client/start/daemon_host.h"

namespace chutes::commands {
namespace {

using cli::Exit;

Exit ShowRunning(Context& context, std::string_view what) {
  const AskedDaemon asked = AskDaemon(context, context.timeout());
  if (!asked.result.ok()) return context.FailWith(*asked.result.error);
  if (context.json()) return context.Print(render::DaemonJson(asked.info, context.env().now()));
  return context.Print(fmt::format("chutesd {}: process {} serves {}\n", what, asked.info.pid(),
                                   render::Escape(asked.info.socket_path())));
}

}  // namespace

Exit Run(Context& context, const cli::DaemonStartArgs&) {
  const std::optional<Exit> refused = context.RequireSocket();
  if (refused) return *refused;
  start::DaemonHost& host = *context.env().daemons;
  // A socket that systemd listens on needs no starter: the question below starts the daemon.
  const bool waits = host.AskUnits(context.endpoint()) == start::UnitState::kSocketWaits;
  start::DaemonHost::Started started;
  if (!waits) started = host.Start(context.endpoint(), context.deadline());
  if (started.error) return context.FailWith(*started.error);
  return ShowRunning(context, started.was_there ? "runs already" : "started");
}

Exit Run(Context& context, const cli::DaemonRestartArgs&) {
  const std::optional<Exit> refused = context.RequireSocket();
  if (refused) return *refused;
  start::DaemonHost& host = *context.env().daemons;
  switch (host.AskUnits(context.endpoint())) {
    case start::UnitState::kServiceRuns:
      if (const auto error = host.TellUnit("restart", std::string(start::kServiceUnit), context.deadline()))
        return context.FailWith(*error);
      return ShowRunning(context, "restarted");
    case start::UnitState::kSocketWaits:
      return ShowRunning(context, "started");
    case start::UnitState::kNone:
      break;
  }
  const AskedDaemon before = AskDaemon(context, context.timeout());
  const start::Ended ended = host.End(context.endpoint(), context.deadline());
  if (ended.error) return context.FailWith(*ended.error);
  if (ended.pid && before.info.launch() == chutesd::v1::LAUNCH_BY_HAND) {
    context.Warn("the daemon had been started by hand; the options that it was given are gone");
  }
  const start::DaemonHost::Started started = host.Start(context.endpoint(), context.deadline());
  if (started.error) return context.FailWith(*started.error);
  return ShowRunning(context, ended.pid ? "restarted" : "started");
}

}  // namespace chutes::commands
