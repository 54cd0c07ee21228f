#include "client/commands/command.h"
#include "client/commands/daemon/daemon.h"

namespace chutes::commands {
namespace {

using start::UnitState;

Exit Restart(Context& context) {
  if (const auto refused = context.RequireSocket()) return *refused;
  const UnitState state = context.QueryUnits();
  if (state == UnitState::kSocketWaits) return ShowRunning(context, "started");
  if (state == UnitState::kServiceRuns) {
    const auto error = context.daemons().ControlUnit("restart", start::kServiceUnit, context.deadline());
    return error ? context.FailWith(*error) : ShowRunning(context, "restarted");
  }
  const DaemonReply before = AskDaemon(context);
  const start::Ended ended = context.daemons().End(context.endpoint(), context.deadline());
  if (ended.error) return context.FailWith(*ended.error);
  if (ended.pid && before.info.launch() == chutesd::v1::LAUNCH_BY_HAND) {
    context.Warn(
        {"OPTIONS_GONE", "the daemon had been started by hand; the options that it was given are gone", {}});
  }
  const std::string_view done = ended.pid ? "restarted" : "started";
  return StartBySelf(context, done, done);
}

}  // namespace

constexpr CommandInfo kDaemonRestart = {"daemon restart", "End the daemon and start it again",
                                        "chutes daemon restart", Make<Plain<Restart>>,
                                        /*starts_daemon=*/false};

}  // namespace chutes::commands
