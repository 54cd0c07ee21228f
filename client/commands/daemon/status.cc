#include "client/commands/command.h"
#include "client/commands/context.h"
#include "client/render/account_view.h"

namespace chutes::commands {
namespace {

class DaemonStatus final : public Command {
 public:
  DaemonStatus()
      : Command({.group = "daemon",
                 .name = "status",
                 .help = "Show whether the daemon runs, since when, and what started it",
                 .example = "chutes daemon status --output json",
                 .starts_daemon = false}) {}

  Exit Run(Context& context) override {
    if (const auto refused = context.RequireSocket()) return *refused;
    // A question would start it.
    if (context.daemons().QueryUnits(context.endpoint()) == start::UnitState::kSocketWaits) {
      if (context.json()) context.Print(render::NoDaemonJson(context.endpoint().path));
      return context.Fail(Exit::kNoDaemon, "chutesd does not run; systemd starts it with the next command",
                          ChutesCommand("daemon start"));
    }
    const DaemonReply reply = AskDaemon(context, context.globals().timeout);
    if (!reply.result.ok()) {
      if (context.json()) context.Print(render::NoDaemonJson(context.endpoint().path));
      return context.FailWith(*reply.result.error);
    }
    const std::int64_t now = context.process().Now();
    if (context.json()) return context.Print(render::DaemonJson(reply.info, now));
    return context.PrintTable(render::DaemonTable(reply.info, now));
  }
};

}  // namespace

std::unique_ptr<Command> MakeDaemonStatus() { return std::make_unique<DaemonStatus>(); }

}  // namespace chutes::commands
