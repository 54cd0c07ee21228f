#include <fmt/format.h>

#include <CLI/App.hpp>
#include <iterator>
#include <utility>

#include "chutes/version.h"
#include "chutesd/v1/diagnostics.pb.h"
#include "client/commands/command.h"
#include "client/commands/daemon/doctor_checks.h"
#include "client/commands/session.h"
#include "client/render/doctor_view.h"
#include "proto/support/socket_choice.h"

namespace chutes::commands {
namespace {

using chutesd::v1::DiagnoseRequest;
using chutesd::v1::DiagnoseResponse;
using chutesd::v1::Finding;
using render::FindingList;

void Append(FindingList more, FindingList& findings) {
  findings.insert(findings.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// A chutesd that is neither beside chutes nor on PATH is most likely where the user has built it.
constexpr const char* kStartFromHome =
    R"sh(CHUTESD_PROGRAM="$(find ~ -name chutesd -type f -perm -u+x -print -quit)" chutes daemon start)sh";

Finding AboutDaemon(chutesd::v1::Verdict verdict, std::string detail, std::string fix = "") {
  return MakeFinding("daemon", verdict, std::move(detail), std::move(fix));
}

// The next step of such an error is a command, with `   (an explanation)` behind it perhaps.
Finding Absent(const rpc::CallError& error) {
  constexpr std::string_view kExplanation = "   (";
  constexpr std::size_t kBlanks = 3;
  const std::size_t end = error.next_step.find(kExplanation);
  std::string detail = error.message;
  if (end != std::string::npos) detail += " " + error.next_step.substr(end + kBlanks);
  std::string fix = error.next_step.substr(0, end);
  // A path that the user has to think of; here is one. So it is where there is only something to look at.
  if (fix.ends_with(" --socket PATH") || fix.starts_with("ls -l")) fix = kSocketElsewhere;
  if (fix.starts_with("CHUTESD_PROGRAM=/path/to/")) fix = kStartFromHome;
  return AboutDaemon(chutesd::v1::VERDICT_FAILED, std::move(detail), std::move(fix));
}

Finding JudgeDaemon(const Context& context, const rpc::CallResult& result,
                    const chutesd::v1::DaemonInfo& daemon) {
  if (context.endpoint().path.empty()) {
    return AboutDaemon(chutesd::v1::VERDICT_SKIPPED, "there is no place for its socket");
  }
  const std::string restart = RestartCommand(context.endpoint());
  if (!result.ok()) {
    const rpc::CallError& error = *result.error;
    if (error.fault == rpc::Fault::kNoDaemon) return Absent(error);
    if (error.code == rpc::Code::kUnimplemented) {
      return AboutDaemon(chutesd::v1::VERDICT_FAILED,
                         "the daemon is older than this client and cannot be examined", restart);
    }
    return AboutDaemon(chutesd::v1::VERDICT_FAILED, error.message, restart);
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
    if (found.error->reason == "API_KEY_REFUSED") {
      context.UseApiKey({});
    } else {
      selector.clear_api_url();
    }
    return {SelectorRefused(*found.error, context.globals().api_key_stdin)};
  }
  return JudgeEnvironment(ExplainSettings(found.session, context.globals(), context.world()));
}

// Why there can be no socket at all.
Finding NoPlace(Context& context) {
  const auto lookup = [&context](const std::string& name) { return context.process().Lookup(name); };
  const chutesd::support::SocketPath chosen =
      chutesd::support::ChooseSocketPath(context.globals().socket, lookup);
  std::string fix = "export XDG_RUNTIME_DIR=/run/user/$(id -u)";
  if (!context.globals().socket.empty()) {
    fix = "chutes doctor";  // as it would be without the option
  } else if (!context.process().Value("CHUTESD_SOCKET").empty()) {
    fix = "unset CHUTESD_SOCKET";
  }
  return MakeFinding("socket", chutesd::v1::VERDICT_FAILED, chosen.error, std::move(fix));
}

FindingList ExamineSocket(Context& context, bool is_reachable) {
  const rpc::Endpoint& endpoint = context.endpoint();
  if (endpoint.path.empty()) return {NoPlace(context)};
  return JudgeSocketFacts(context.world().files.LookAtSocket(endpoint.path), endpoint, is_reachable);
}

class Doctor final : public Command {
 public:
  Doctor()
      : Command({.name = "doctor",
                 .help = "Look for what is wrong, and show the command that mends it",
                 .example = "chutes doctor\n  chutes doctor --output json"}) {}

  void AddOptions(CLI::App& app) override {
    app.add_option("--wallets-path", wallets_path_,
                   "Path to Bittensor wallets directory (default: ~/.bittensor/wallets)");
  }

  Exit Run(Context& context) override {
    const Checked<std::string> wallets_path = WalletsPath(wallets_path_, context.world());
    if (wallets_path.error) return context.Refuse(*wallets_path.error);
    chutesd::v1::SessionSelector selector = context.selector();
    FindingList environment = ExamineEnvironment(context, selector);
    DiagnoseResponse reply;
    const rpc::CallResult result = AskDiagnosis(context, wallets_path.value, selector, reply);

    FindingList findings = {JudgeDaemon(context, result, reply.daemon())};
    Append(ExamineSocket(context, result.ok()), findings);
    Append(std::move(environment), findings);
    Append({reply.findings().begin(), reply.findings().end()}, findings);

    const Exit exit = context.json()         ? context.Print(render::DoctorJson(findings))
                      : context.for_people() ? context.Print(render::DoctorText(findings))
                                             : context.PrintTable(render::DoctorTable(findings));
    if (exit != Exit::kOk) return exit;
    return render::IsHealthy(findings) ? Exit::kOk : Exit::kError;
  }

 private:
  std::string wallets_path_;  // as typed; empty: the daemon's default
};

}  // namespace

std::unique_ptr<Command> MakeDoctor() { return std::make_unique<Doctor>(); }

}  // namespace chutes::commands
