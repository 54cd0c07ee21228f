#include <fmt/format.h>

#include "client/commands/command.h"
#include "client/commands/daemon/daemon.h"
#include "client/render/account_view.h"
#include "client/render/shown_text.h"

namespace chutes::commands {

Exit ShowRunning(Context& context, std::string_view what) {
  const DaemonReply reply = AskDaemon(context);
  if (!reply.result.ok()) return context.FailWith(*reply.result.error);
  if (context.json())
    return context.Print(render::DaemonView(reply.info, context.process().Now(), context.form()));
  return context.Print(fmt::format("chutesd {}: process {} serves {}\n", what, reply.info.pid(),
                                   render::Escape(reply.info.socket_path())));
}

Exit StartBySelf(Context& context, std::string_view if_running, std::string_view if_started) {
  const start::DaemonHost::Started started = context.daemons().Start(context.endpoint(), context.deadline());
  if (started.error) return context.FailWith(*started.error);
  return ShowRunning(context, started.was_running ? if_running : if_started);
}

namespace {

Exit Start(Context& context) {
  if (const auto refused = context.RequireSocket()) return *refused;
  // A socket that systemd listens on needs no starter: the question starts the daemon.
  if (context.QueryUnits() == start::UnitState::kSocketWaits) return ShowRunning(context, "started");
  return StartBySelf(context, "runs already", "started");
}

}  // namespace

constexpr CommandInfo kDaemonStart = {"daemon start", "Start the daemon, unless it runs",
                                      "chutes daemon start", Make<Plain<Start>>, /*starts_daemon=*/false};

}  // namespace chutes::commands
