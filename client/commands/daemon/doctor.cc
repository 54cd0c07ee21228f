#include <fmt/format.h>
#include <sys/stat.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <iterator>
#include <utility>

#include "chutes/version.h"
#include "chutesd/v1/diagnostics.pb.h"
#include "client/commands/command.h"
#include "client/commands/daemon/daemon.h"
#include "proto/support/paths.h"

namespace chutes::commands {
namespace {

using chutesd::Reason;
using chutesd::v1::VERDICT_FAILED;
using chutesd::v1::VERDICT_OK;
using chutesd::v1::VERDICT_SKIPPED;
using chutesd::v1::VERDICT_WARNING;
using render::Finding;
using render::FindingList;

// A socket where the user is sure to have a place for it.
const NextStep kSocketElsewhere = ShellCommand("export CHUTESD_SOCKET=~/.chutes/run/chutesd.sock");

// Nothing if the owner, and nobody else, may do all that `wanted` says.
std::optional<Finding> JudgeMode(mode_t mode, mode_t wanted, const std::string& path,
                                 std::string open_to_others) {
  constexpr mode_t kForOthers = 077;
  const NextStep fix = ShellCommand(fmt::format("chmod {:o} {}", wanted, ShellWord(path)));
  if ((mode & wanted) != wanted) {
    return Finding{"socket", VERDICT_FAILED,
                   fmt::format("{} has mode {:04o}, which shuts you out", path, mode & 07777U), fix};
  }
  if ((mode & kForOthers) == 0) return std::nullopt;
  return Finding{"socket", VERDICT_WARNING, std::move(open_to_others), fix};
}

Finding JudgeSocket(const rpc::SocketFacts& facts, const rpc::Endpoint& endpoint) {
  constexpr mode_t kFolderMode = 0700;
  constexpr mode_t kSocketMode = 0600;
  const std::string& path = endpoint.path;
  const std::string folder = support::FolderOf(path);
  const auto is_trusted = [&facts, &endpoint](const rpc::FileFacts& file) {
    return rpc::IsTrusted(file.owner, facts.self, endpoint.is_default);
  };
  const auto elsewhere = [](std::string_view what, std::string_view is_wrong) -> Finding {
    return {"socket", VERDICT_FAILED, fmt::format("{} {}", what, is_wrong), kSocketElsewhere};
  };
  if (!facts.folder) return {"socket", VERDICT_SKIPPED, fmt::format("there is no folder {}", folder)};
  if (!is_trusted(*facts.folder)) return elsewhere("the folder " + folder, "belongs to another user");
  std::optional<Finding> wrong = JudgeMode(
      facts.folder->mode, kFolderMode, folder,
      fmt::format("other users can look into {} (mode {:04o})", folder, facts.folder->mode & 07777U));
  if (wrong) return *std::move(wrong);
  if (!facts.socket) return {"socket", VERDICT_SKIPPED, fmt::format("there is no socket {}", path)};
  if (!S_ISSOCK(facts.socket->mode)) return elsewhere(path, "is not a socket");
  if (!is_trusted(*facts.socket)) return elsewhere(path, "belongs to another user");
  wrong = JudgeMode(facts.socket->mode, kSocketMode, path,
                    fmt::format("{} has mode {:04o}, not 0600", path, facts.socket->mode & 07777U));
  return wrong ? *std::move(wrong) : Finding{"socket", VERDICT_OK, fmt::format("{} is yours alone", path)};
}

Finding JudgeLock(const rpc::SocketFacts& facts, const rpc::Endpoint& endpoint, bool is_reachable) {
  const std::string lock = endpoint.path + ".lock";
  if (!facts.lock_holder && !is_reachable) return {"lock", VERDICT_OK, fmt::format("nobody holds {}", lock)};
  if (!facts.lock_holder) {
    return {"lock", VERDICT_WARNING,
            fmt::format("the daemon answers, but nobody holds {}: the file was removed or replaced", lock),
            ChutesCommand("daemon restart")};
  }
  const std::string held = fmt::format("process {} holds {}", *facts.lock_holder, lock);
  if (is_reachable) return {"lock", VERDICT_OK, held};
  return {"lock", VERDICT_FAILED, held + " and does not answer",
          ShellCommand(fmt::format("kill {}", *facts.lock_holder))};
}

Finding JudgeDaemon(const Context& context, const rpc::CallResult& result,
                    const chutesd::v1::DaemonInfo& daemon) {
  if (context.endpoint().path.empty()) {
    return {"daemon", VERDICT_SKIPPED, "there is no place for its socket"};
  }
  const NextStep restart = ChutesCommand("daemon restart");
  if (result.ok()) {
    std::string detail =
        fmt::format("chutesd {} ({}), process {}", daemon.version(), daemon.commit(), daemon.pid());
    if (daemon.version() == kVersion) return {"daemon", VERDICT_OK, std::move(detail)};
    return {"daemon", VERDICT_WARNING, fmt::format("{}; this client is {}", detail, kVersion), restart};
  }
  const rpc::CallError& error = *result.error;
  if (error.fault == rpc::Fault::kNoDaemon) {
    // If the socket itself is the problem, looking at it fixes nothing; another place does.
    const bool has_command = !error.next.chutes.empty() || !error.next.shell.empty();
    const bool is_socket = error.facts.contains(chutesd::fact::kProblem);
    return {"daemon", VERDICT_FAILED, error.message,
            has_command && !is_socket ? error.next : kSocketElsewhere};
  }
  const bool is_older = error.code == rpc::Code::kUnimplemented;
  return {"daemon", VERDICT_FAILED,
          is_older ? "the daemon is older than this client and cannot be examined" : error.message, restart};
}

// One finding for each value that a variable hides and differs from. What an option hides was meant so.
FindingList JudgeEnvironment(const std::vector<render::ExplainedSetting>& settings) {
  FindingList findings;
  for (const render::ExplainedSetting& setting : settings) {
    for (const render::HiddenValue& hidden : setting.hides) {
      if (setting.name == "allow_missing") {
        findings.push_back(
            {"environment", VERDICT_WARNING,
             fmt::format("CHUTES_ALLOW_MISSING = {} does nothing: only `true` counts", hidden.value),
             ShellCommand("export CHUTES_ALLOW_MISSING=true")});
      } else if (setting.name == "auth_method") {
        findings.push_back({"environment",
                            VERDICT_OK,
                            "CHUTES_API_KEY is not used: the hotkey in the config file signs",
                            {}});
      } else if (hidden.differs && setting.source.starts_with("CHUTES")) {
        findings.push_back(Finding{"environment", VERDICT_WARNING,
                                   fmt::format("{}: {} = {} hides {} = {}", setting.title, setting.source,
                                               setting.value, hidden.source, hidden.value),
                                   ShellCommand("unset " + setting.source)});
      }
    }
  }
  if (findings.empty()) {
    findings.push_back({"environment", VERDICT_OK, "no variable hides another setting"});
  }
  return findings;
}

// What the environment hides, or why the daemon does not take it; then `selector` has what is left of it.
FindingList ExamineEnvironment(Context& context, chutesd::v1::SessionSelector& selector) {
  const SessionToExplain found = AskForSession(context, selector);
  const Reason reason = found.error ? found.error->reason : Reason::kUnspecified;
  NextStep fix;
  if (reason == Reason::kApiKeyRefused) {
    context.UseApiKey({});
    fix = context.globals().api_key_stdin ? ChutesCommand("doctor") : ShellCommand("unset CHUTES_API_KEY");
  } else if (reason == Reason::kApiUrlRefused || reason == Reason::kInvalidArgument) {
    selector.clear_api_url();
    const bool is_url = reason == Reason::kApiUrlRefused;
    fix = ShellCommand(is_url ? "unset CHUTES_API_URL" : "unset CHUTES_API_URL CHUTES_CONFIG_PATH");
  } else {
    return JudgeEnvironment(ExplainSettings(found.session, context.globals(), context.platform()));
  }
  return {Finding{"environment", VERDICT_FAILED, found.error->message, std::move(fix)}};
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
  return JudgeSocketFacts(context.files().LookAtSocket(endpoint.path), endpoint, is_reachable);
}

class Doctor final : public Command {
 public:
  void AddOptions(CLI::App& app) override { AddWalletsPath(app, wallets_path_); }

  Exit Run(Context& context) override {
    const Checked<std::string> wallets_path = WalletsPath(wallets_path_, context.platform());
    if (wallets_path.error) return context.Refuse(*wallets_path.error);
    chutesd::v1::SessionSelector selector = context.selector();
    FindingList environment = ExamineEnvironment(context, selector);
    chutesd::v1::DiagnoseRequest request;
    *request.mutable_session() = selector;
    request.set_wallets_path(wallets_path.value);
    chutesd::v1::DiagnoseResponse reply;
    const rpc::CallResult result = context.TryCall(rpc::method::kDiagnose, request, reply);

    FindingList findings = {JudgeDaemon(context, result, reply.daemon())};
    std::ranges::move(ExamineSocket(context, result.ok()), std::back_inserter(findings));
    std::ranges::move(environment, std::back_inserter(findings));
    std::ranges::transform(reply.findings(), std::back_inserter(findings), render::FindingOf);
    if (result.ok()) {
      for (const Finding& finding : findings) context.NameAccountFor(finding.fix);
    }
    const Exit exit = context.Print(render::DoctorView(findings, context.in_force(), context.form()));
    if (exit != Exit::kOk) return exit;
    return render::IsHealthy(findings) ? Exit::kOk : Exit::kError;
  }

 private:
  std::string wallets_path_;  // as typed; empty: the daemon's default
};

}  // namespace

FindingList JudgeSocketFacts(const rpc::SocketFacts& facts, const rpc::Endpoint& endpoint,
                             bool is_reachable) {
  return {JudgeSocket(facts, endpoint), JudgeLock(facts, endpoint, is_reachable)};
}

constexpr CommandInfo kDoctor = {"doctor", "Look for what is wrong, and show the command that fixes it",
                                 "chutes doctor\n  chutes doctor --output json", Make<Doctor>};

}  // namespace chutes::commands
