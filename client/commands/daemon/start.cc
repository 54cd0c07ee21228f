#include <fmt/format.h>

#include <string_view>

#include "client/commands/command.h"
#include "client/commands/context.h"
#include "client/render/account_view.h"
#include "client/render/shown_text.h"

namespace chutes::commands {
namespace {

Exit ShowRunning(Context& context, std::string_view what) {
  const DaemonReply reply = AskDaemon(context, context.globals().timeout);
  if (!reply.result.ok()) return context.FailWith(*reply.result.error);
  if (context.json()) return context.Print(render::DaemonJson(reply.info, context.process().Now()));
  return context.Print(fmt::format("chutesd {}: process {} serves {}\n", what, reply.info.pid(),
                                   render::Escape(reply.info.socket_path())));
}

class DaemonStart final : public Command {
 public:
  DaemonStart()
      : Command({.group = "daemon",
                 .name = "start",
                 .help = "Start the daemon, unless it runs",
                 .example = "chutes daemon start",
                 .starts_daemon = false}) {}

  Exit Run(Context& context) override {
    if (const auto refused = context.RequireSocket()) return *refused;
    start::DaemonHost& host = context.daemons();
    // A socket that systemd listens on needs no starter: the question below starts the daemon.
    const bool waits = host.QueryUnits(context.endpoint()) == start::UnitState::kSocketWaits;
    start::DaemonHost::Started started;
    if (!waits) started = host.Start(context.endpoint(), context.deadline());
    if (started.error) return context.FailWith(*started.error);
    return ShowRunning(context, started.was_running ? "runs already" : "started");
  }
};

class DaemonRestart final : public Command {
 public:
  DaemonRestart()
      : Command({.group = "daemon",
                 .name = "restart",
                 .help = "End the daemon and start it again",
                 .example = "chutes daemon restart",
                 .starts_daemon = false}) {}

  Exit Run(Context& context) override {
    if (const auto refused = context.RequireSocket()) return *refused;
    start::DaemonHost& host = context.daemons();
    switch (host.QueryUnits(context.endpoint())) {
      case start::UnitState::kServiceRuns:
        if (const auto error = host.ControlUnit("restart", start::kServiceUnit, context.deadline()))
          return context.FailWith(*error);
        return ShowRunning(context, "restarted");
      case start::UnitState::kSocketWaits:
        return ShowRunning(context, "started");
      case start::UnitState::kNone:
        break;
    }
    const DaemonReply before = AskDaemon(context, context.globals().timeout);
    const start::Ended ended = host.End(context.endpoint(), context.deadline());
    if (ended.error) return context.FailWith(*ended.error);
    if (ended.pid && before.info.launch() == chutesd::v1::LAUNCH_BY_HAND) {
      context.Warn({"OPTIONS_GONE",
                    "the daemon had been started by hand; the options that it was given are gone",
                    {}});
    }
    const start::DaemonHost::Started started = host.Start(context.endpoint(), context.deadline());
    if (started.error) return context.FailWith(*started.error);
    return ShowRunning(context, ended.pid ? "restarted" : "started");
  }
};

}  // namespace

std::unique_ptr<Command> MakeDaemonStart() { return std::make_unique<DaemonStart>(); }
std::unique_ptr<Command> MakeDaemonRestart() { return std::make_unique<DaemonRestart>(); }

}  // namespace chutes::commands
