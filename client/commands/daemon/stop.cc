#include <fmt/format.h>

#include <optional>
#include <string_view>

#include "client/commands/command.h"
#include "client/render/account_view.h"

namespace chutes::commands {
namespace {

constexpr std::string_view kStartsAgain =
    "systemd listens on the socket and starts chutesd with the next command; to stop that, too: "
    "systemctl --user stop chutesd.socket\n";

Exit Show(Context& context, bool stopped, std::optional<pid_t> pid) {
  if (context.json()) return context.Print(render::StoppedJson(stopped, pid));
  if (!stopped) return context.Print("chutesd does not run\n");
  return context.Print(pid ? fmt::format("chutesd stopped: it was process {}\n", *pid) : "chutesd stopped\n");
}

class DaemonStop final : public Command {
 public:
  DaemonStop()
      : Command({.group = "daemon",
                 .name = "stop",
                 .help = "End the daemon",
                 .example = "chutes daemon stop",
                 .starts_daemon = false}) {}

  Exit Run(Context& context) override {
    if (const auto refused = context.RequireSocket()) return *refused;
    start::DaemonHost& host = context.daemons();
    const start::UnitState state = host.QueryUnits(context.endpoint());
    if (state == start::UnitState::kServiceRuns) {
      if (const auto error = host.ControlUnit("stop", start::kServiceUnit, context.deadline()))
        return context.FailWith(*error);
      const bool starts_again = host.QueryUnits(context.endpoint()) == start::UnitState::kSocketWaits;
      const Exit exit = Show(context, true, std::nullopt);
      if (starts_again) context.Say(kStartsAgain);
      return exit;
    }
    if (state == start::UnitState::kSocketWaits) {
      const Exit exit = Show(context, false, std::nullopt);
      context.Say(kStartsAgain);
      return exit;
    }
    const start::Ended ended = host.End(context.endpoint(), context.deadline());
    if (ended.error) return context.FailWith(*ended.error);
    return Show(context, ended.pid.has_value(), ended.pid);
  }
};

}  // namespace

std::unique_ptr<Command> MakeDaemonStop() { return std::make_unique<DaemonStop>(); }

}  // namespace chutes::commands
