#include <fmt/format.h>

#include <CLI/App.hpp>
#include <iterator>
#include <utility>

#include "chutes/version.h"
#include "chutesd/v1/diagnostics.pb.h"
#include "client/commands/command.h"
#include "client/commands/context.h"
#include "client/commands/daemon/doctor_checks.h"
#include "client/render/settings_view.h"
#include "proto/support/paths.h"

namespace chutes::commands {
namespace {

using chutesd::v1::DiagnoseRequest;
using chutesd::v1::DiagnoseResponse;
using chutesd::v1::VERDICT_FAILED;
using render::Finding;
using render::FindingList;

void Append(FindingList more, FindingList& findings) {
  findings.insert(findings.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Finding AboutDaemon(chutesd::v1::Verdict verdict, std::string detail, NextStep fix = {}) {
  return {"daemon", verdict, std::move(detail), std::move(fix)};
}

Finding Absent(const rpc::CallError& error) {
  // If the socket itself is the problem, looking at it fixes nothing; another place does.
  const bool has_command = !error.next.chutes.empty() || !error.next.shell.empty();
  const bool is_socket = error.facts.contains(chutesd::fact::kProblem);
  return AboutDaemon(VERDICT_FAILED, error.message,
                     has_command && !is_socket ? error.next : kSocketElsewhere);
}

Finding JudgeDaemon(const Context& context, const rpc::CallResult& result,
                    const chutesd::v1::DaemonInfo& daemon) {
  if (context.endpoint().path.empty()) {
    return AboutDaemon(chutesd::v1::VERDICT_SKIPPED, "there is no place for its socket");
  }
  const NextStep restart = ChutesCommand("daemon restart");
  if (!result.ok()) {
    const rpc::CallError& error = *result.error;
    if (error.fault == rpc::Fault::kNoDaemon) return Absent(error);
    if (error.code == rpc::Code::kUnimplemented) {
      return AboutDaemon(VERDICT_FAILED, "the daemon is older than this client and cannot be examined",
                         restart);
    }
    return AboutDaemon(VERDICT_FAILED, error.message, restart);
  }
  std::string detail =
      fmt::format("chutesd {} ({}), process {}", daemon.version(), daemon.commit(), daemon.pid());
  if (daemon.version() == kVersion) return AboutDaemon(chutesd::v1::VERDICT_OK, std::move(detail));
  return AboutDaemon(chutesd::v1::VERDICT_WARNING, fmt::format("{}; this client is {}", detail, kVersion),
                     restart);
}

// The daemon's own findings. Nothing to add if it cannot be asked: JudgeDaemon has said so.
rpc::CallResult AskDiagnosis(Context& context, const std::string& wallets_path,
                             const chutesd::v1::SessionSelector& selector, DiagnoseResponse& reply) {
  DiagnoseRequest request;
  *request.mutable_session() = selector;
  request.set_wallets_path(wallets_path);
  return context.TryCall(rpc::method::kDiagnose, request, reply);
}

// What the environment hides, or why the daemon does not take it; then `selector` has what is left of it.
FindingList ExamineEnvironment(Context& context, chutesd::v1::SessionSelector& selector) {
  const SessionToExplain found = AskForSession(context, selector);
  if (found.error && IsSelectorRefused(*found.error)) {
    if (found.error->reason == chutesd::Reason::kApiKeyRefused) {
      context.UseApiKey({});
    } else {
      selector.clear_api_url();
    }
    return {SelectorRefused(*found.error, context.globals().api_key_stdin)};
  }
  return JudgeEnvironment(ExplainSettings(found.session, context.globals(), context.platform()));
}

// Why there can be no socket at all.
Finding NoPlace(Context& context) {
  const auto lookup = [&context](const std::string& name) { return context.process().Lookup(name); };
  const chutesd::support::SocketPath chosen =
      chutesd::support::ChooseSocketPath(context.globals().socket, lookup);
  NextStep fix = ShellCommand("export XDG_RUNTIME_DIR=/run/user/$(id -u)");
  if (!context.globals().socket.empty()) {
    fix = ShellCommand("chutes doctor");  // as it would be without the option
  } else if (!context.process().Value("CHUTESD_SOCKET").empty()) {
    fix = ShellCommand("unset CHUTESD_SOCKET");
  }
  return {"socket", VERDICT_FAILED, chosen.error, std::move(fix)};
}

FindingList ExamineSocket(Context& context, bool is_reachable) {
  const rpc::Endpoint& endpoint = context.endpoint();
  if (endpoint.path.empty()) return {NoPlace(context)};
  return JudgeSocketFacts(context.platform().files.LookAtSocket(endpoint.path), endpoint, is_reachable);
}

class Doctor final : public Command {
 public:
  Doctor()
      : Command({.name = "doctor",
                 .help = "Look for what is wrong, and show the command that fixes it",
                 .example = "chutes doctor\n  chutes doctor --output json"}) {}

  void AddOptions(CLI::App& app) override {
    app.add_option("--wallets-path", wallets_path_,
                   "Path to Bittensor wallets directory (default: ~/.bittensor/wallets)");
  }

  Exit Run(Context& context) override {
    const Checked<std::string> wallets_path = WalletsPath(wallets_path_, context.platform());
    if (wallets_path.error) return context.Refuse(*wallets_path.error);
    chutesd::v1::SessionSelector selector = context.selector();
    FindingList environment = ExamineEnvironment(context, selector);
    DiagnoseResponse reply;
    const rpc::CallResult result = AskDiagnosis(context, wallets_path.value, selector, reply);

    FindingList findings = {JudgeDaemon(context, result, reply.daemon())};
    Append(ExamineSocket(context, result.ok()), findings);
    Append(std::move(environment), findings);
    for (const chutesd::v1::Finding& finding : reply.findings())
      findings.push_back(render::FindingOf(finding));
    if (result.ok()) {
      for (const Finding& finding : findings) context.NameAccountFor(finding.fix);
    }

    const Exit exit = context.json() ? context.Print(render::DoctorJson(findings, context.in_force()))
                      : context.for_people()
                          ? context.Print(render::DoctorText(findings, context.in_force()))
                          : context.PrintTable(render::DoctorTable(findings, context.in_force()));
    if (exit != Exit::kOk) return exit;
    return render::IsHealthy(findings) ? Exit::kOk : Exit::kError;
  }

 private:
  std::string wallets_path_;  // as typed; empty: the daemon's default
};

}  // namespace

std::unique_ptr<Command> MakeDoctor() { return std::make_unique<Doctor>(); }

}  // namespace chutes::commands
