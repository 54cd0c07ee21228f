#include "client/commands/command.h"
#include "client/render/account_view.h"

namespace chutes::commands {
namespace {

Exit ShowStatus(Context& context) {
  if (const auto refused = context.RequireSocket()) return *refused;
  // A question would start it.
  const bool waits = context.QueryUnits() == start::UnitState::kSocketWaits;
  const DaemonReply reply = waits ? DaemonReply() : AskDaemon(context);
  if (!waits && reply.result.ok()) {
    return context.Print(render::DaemonView(reply.info, context.process().Now(), context.form()));
  }
  if (context.json()) context.Print(render::NoDaemonJson(context.endpoint().path));
  if (!waits) return context.FailWith(*reply.result.error);
  return context.Fail(Exit::kNoDaemon, "chutesd does not run; systemd starts it with the next command",
                      ChutesCommand("daemon start"));
}

}  // namespace

constexpr CommandInfo kDaemonStatus = {
    "daemon status", "Show whether the daemon runs, since when, and what started it",
    "chutes daemon status --output json", Make<Plain<ShowStatus>>, /*starts_daemon=*/false};

}  // namespace chutes::commands
