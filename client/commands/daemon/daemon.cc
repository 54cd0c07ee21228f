#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "chutes/version.h"
#include "chutesd/v1/session.pb.h"
#include "client/commands/command.h"
#include "client/commands/context.h"
#include "client/render/account_view.h"
#include "client/render/shown_text.h"

namespace chutes::commands {
namespace {

using start::UnitState;

Exit ShowVersions(Context& context) {
  // The version is there for when something is wrong: do not wait long for a daemon that hangs.
  constexpr std::chrono::milliseconds kPatience{2000};
  const DaemonReply reply = AskDaemon(context, std::min(context.globals().timeout, kPatience));
  const chutesd::v1::DaemonInfo* const daemon = reply.result.ok() ? &reply.info : nullptr;
  const Exit exit = context.Print(render::VersionView(daemon, context.form()));
  if (daemon == nullptr) {
    context.Say(fmt::format("the daemon's version is not known: {}\n",
                            render::EscapeSentence(reply.result.error->message)));
  } else if (daemon->version() != kVersion) {
    context.Warn(
        {"VERSIONS_DIFFER",
         fmt::format("client and daemon have different versions, {} and {}", kVersion, daemon->version()),
         {}});
  }
  return exit;
}

Exit ShowRunning(Context& context, std::string_view what) {
  const DaemonReply reply = AskDaemon(context);
  if (!reply.result.ok()) return context.FailWith(*reply.result.error);
  if (context.json())
    return context.Print(render::DaemonView(reply.info, context.process().Now(), context.form()));
  return context.Print(fmt::format("chutesd {}: process {} serves {}\n", what, reply.info.pid(),
                                   render::Escape(reply.info.socket_path())));
}

// Starts the daemon where no unit does.
Exit StartBySelf(Context& context, std::string_view if_running, std::string_view if_started) {
  const start::DaemonHost::Started started = context.daemons().Start(context.endpoint(), context.deadline());
  if (started.error) return context.FailWith(*started.error);
  return ShowRunning(context, started.was_running ? if_running : if_started);
}

Exit Start(Context& context) {
  if (const auto refused = context.RequireSocket()) return *refused;
  // A socket that systemd listens on needs no starter: the question starts the daemon.
  if (context.QueryUnits() == UnitState::kSocketWaits) return ShowRunning(context, "started");
  return StartBySelf(context, "runs already", "started");
}

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

Exit ShowStatus(Context& context) {
  if (const auto refused = context.RequireSocket()) return *refused;
  // A question would start it.
  const bool waits = context.QueryUnits() == UnitState::kSocketWaits;
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

CommandList DaemonCommands() {
  static constexpr CommandInfo kCommands[] = {
      {"version", "Show the versions of client and daemon", "chutes version", Make<Plain<ShowVersions>>,
       /*starts_daemon=*/false},
      {"daemon start", "Start the daemon, unless it runs", "chutes daemon start", Make<Plain<Start>>,
       /*starts_daemon=*/false},
      {"daemon stop", "End the daemon", "chutes daemon stop", Make<Plain<Stop>>, /*starts_daemon=*/false},
      {"daemon restart", "End the daemon and start it again", "chutes daemon restart", Make<Plain<Restart>>,
       /*starts_daemon=*/false},
      {"daemon status", "Show whether the daemon runs, since when, and what started it",
       "chutes daemon status --output json", Make<Plain<ShowStatus>>, /*starts_daemon=*/false},
  };
  return kCommands;
}

}  // namespace chutes::commands
