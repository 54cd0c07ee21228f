#include <fmt/format.h>

#include "client/commands/command.h"
#include "client/render/account_view.h"

namespace chutes::commands {
namespace {

using start::UnitState;

Exit ShowStopped(Context& context, bool stopped, std::optional<pid_t> pid) {
  if (context.json()) return context.Print(render::StoppedJson(stopped, pid));
  if (!stopped) return context.Print("chutesd does not run\n");
  return context.Print(pid ? fmt::format("chutesd stopped: it was process {}\n", *pid) : "chutesd stopped\n");
}

Exit Stop(Context& context) {
  if (const auto refused = context.RequireSocket()) return *refused;
  UnitState state = context.QueryUnits();
  if (state == UnitState::kNone) {
    const start::Ended ended = context.daemons().End(context.endpoint(), context.deadline());
    if (ended.error) return context.FailWith(*ended.error);
    return ShowStopped(context, ended.pid.has_value(), ended.pid);
  }
  const bool runs = state == UnitState::kServiceRuns;
  if (runs) {
    const auto error = context.daemons().ControlUnit("stop", start::kServiceUnit, context.deadline());
    if (error) return context.FailWith(*error);
    state = context.QueryUnits();
  }
  const Exit exit = ShowStopped(context, runs, std::nullopt);
  if (state == UnitState::kSocketWaits) {
    context.Say(
        "systemd listens on the socket and starts chutesd with the next command; to stop that, too: "
        "systemctl --user stop chutesd.socket\n");
  }
  return exit;
}

}  // namespace

constexpr CommandInfo kDaemonStop = {"daemon stop", "End the daemon", "chutes daemon stop", Make<Plain<Stop>>,
                                     /*starts_daemon=*/false};

}  // namespace chutes::commands
