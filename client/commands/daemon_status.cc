#include "client/commands/commands.h"
#include "client/commands/daemon_info.h"
#include "client/render/session_view.h"
#include "client/start/daemon_host.h"

namespace chutes::commands {

using cli::Exit;

Exit Run(Context& context, const cli::DaemonStatusArgs&) {
  const std::optional<Exit> refused = context.RequireSocket();
  if (refused) return *refused;
  // A question would start it.
  if (context.env().daemons->AskUnits(context.endpoint()) == start::UnitState::kSocketWaits) {
    if (context.json()) context.Print(render::NoDaemonJson(context.endpoint().path));
    return context.Fail(Exit::kNoDaemon, "chutesd does not run; systemd starts it with the next command",
                        "chutes daemon start");
  }
  const AskedDaemon asked = AskDaemon(context, context.timeout());
  if (!asked.result.ok()) {
    if (context.json()) context.Print(render::NoDaemonJson(context.endpoint().path));
    return context.FailWith(*asked.result.error);
  }
  const std::int64_t now = context.env().now();
  if (context.json()) return context.Print(render::DaemonJson(asked.info, now));
  return context.PrintTable(render::DaemonTable(asked.info, now));
}

}  // namespace chutes::commands
