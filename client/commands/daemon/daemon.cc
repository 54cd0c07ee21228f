#include <fmt/format.h>

#include <algorithm>

#include "chutes/version.h"
#include "client/commands/command.h"
#include "client/render/account_view.h"
#include "client/render/shown_text.h"

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

class Version final : public Command {
 public:
  Version()
      : Command({.name = "version",
                 .help = "Show the versions of client and daemon",
                 .example = "chutes version",
                 .starts_daemon = false}) {}

  Exit Run(Context& context) override {
    // The version is reply for when something is wrong: do not wait long for a daemon that hangs.
    constexpr std::chrono::milliseconds kPatience{2000};
    const DaemonReply reply = AskDaemon(context, std::min(context.globals().timeout, kPatience));
    std::optional<chutesd::v1::DaemonInfo> daemon;
    if (reply.result.ok()) daemon = reply.info;

    const Exit exit =
        context.Print(context.json() ? render::VersionJson(daemon) : render::VersionText(daemon));
    if (!daemon) {
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
};

}  // namespace

std::unique_ptr<Command> MakeDaemonStatus() { return std::make_unique<DaemonStatus>(); }
std::unique_ptr<Command> MakeDaemonStart() { return std::make_unique<DaemonStart>(); }
std::unique_ptr<Command> MakeDaemonRestart() { return std::make_unique<DaemonRestart>(); }
std::unique_ptr<Command> MakeDaemonStop() { return std::make_unique<DaemonStop>(); }
std::unique_ptr<Command> MakeVersion() { return std::make_unique<Version>(); }

}  // namespace chutes::commands
