#include "client/commands/daemon/doctor_checks.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <optional>
#include <utility>

#include "client/commands/options.h"
#include "proto/support/paths.h"

namespace chutes::commands {
namespace {

using chutesd::Reason;
using chutesd::v1::VERDICT_FAILED;
using chutesd::v1::VERDICT_OK;
using chutesd::v1::VERDICT_SKIPPED;
using chutesd::v1::VERDICT_WARNING;
using render::Finding;

constexpr mode_t kForOthers = 077;

// Nothing if the owner, and nobody else, may do all that `wanted` says.
std::optional<Finding> JudgeMode(mode_t mode, mode_t wanted, const std::string& path,
                                 std::string open_to_others) {
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
  if (!facts.folder) {
    return {"socket", VERDICT_SKIPPED, fmt::format("there is no folder {}", folder)};
  }
  if (!is_trusted(*facts.folder)) {
    return {"socket", VERDICT_FAILED, fmt::format("the folder {} belongs to another user", folder),
            kSocketElsewhere};
  }
  std::optional<Finding> wrong = JudgeMode(
      facts.folder->mode, kFolderMode, folder,
      fmt::format("other users can look into {} (mode {:04o})", folder, facts.folder->mode & 07777U));
  if (wrong) return *std::move(wrong);
  if (!facts.socket) {
    return {"socket", VERDICT_SKIPPED, fmt::format("there is no socket {}", path)};
  }
  if (!S_ISSOCK(facts.socket->mode)) {
    return {"socket", VERDICT_FAILED, fmt::format("{} is not a socket", path), kSocketElsewhere};
  }
  if (!is_trusted(*facts.socket)) {
    return {"socket", VERDICT_FAILED, fmt::format("{} belongs to another user", path), kSocketElsewhere};
  }
  wrong = JudgeMode(facts.socket->mode, kSocketMode, path,
                    fmt::format("{} has mode {:04o}, not 0600", path, facts.socket->mode & 07777U));
  if (wrong) return *std::move(wrong);
  return {"socket", VERDICT_OK, fmt::format("{} is yours alone", path)};
}

Finding JudgeLock(const rpc::SocketFacts& facts, const rpc::Endpoint& endpoint, bool is_reachable) {
  const std::string lock = endpoint.path + ".lock";
  if (facts.lock_holder && is_reachable) {
    return {"lock", VERDICT_OK, fmt::format("process {} holds {}", *facts.lock_holder, lock)};
  }
  if (facts.lock_holder) {
    return {"lock", VERDICT_FAILED,
            fmt::format("process {} holds {} and does not answer", *facts.lock_holder, lock),
            ShellCommand(fmt::format("kill {}", *facts.lock_holder))};
  }
  if (is_reachable) {
    return {"lock", VERDICT_WARNING,
            fmt::format("the daemon answers, but nobody holds {}: the file was removed or replaced", lock),
            ChutesCommand("daemon restart")};
  }
  return {"lock", VERDICT_OK, fmt::format("nobody holds {}", lock)};
}

Finding AboutEnvironment(chutesd::v1::Verdict verdict, std::string detail, NextStep fix = {}) {
  return {"environment", verdict, std::move(detail), std::move(fix)};
}

Finding Hidden(const render::ExplainedSetting& setting, const render::HiddenValue& hidden) {
  return AboutEnvironment(VERDICT_WARNING,
                          fmt::format("{}: {} = {} hides {} = {}", setting.title, setting.source,
                                      setting.value, hidden.source, hidden.value),
                          ShellCommand("unset " + setting.source));
}

}  // namespace

std::vector<Finding> JudgeSocketFacts(const rpc::SocketFacts& facts, const rpc::Endpoint& endpoint,
                                      bool is_reachable) {
  return {JudgeSocket(facts, endpoint), JudgeLock(facts, endpoint, is_reachable)};
}

std::vector<Finding> JudgeEnvironment(const std::vector<render::ExplainedSetting>& settings) {
  constexpr std::string_view kVariable = "CHUTES";
  std::vector<Finding> findings;
  for (const render::ExplainedSetting& setting : settings) {
    for (const render::HiddenValue& hidden : setting.hides) {
      if (setting.name == "allow_missing") {
        findings.push_back(AboutEnvironment(
            VERDICT_WARNING,
            fmt::format("CHUTES_ALLOW_MISSING = {} does nothing: only `true` counts", hidden.value),
            ShellCommand("export CHUTES_ALLOW_MISSING=true")));
      } else if (hidden.differs && setting.source.starts_with(kVariable)) {
        findings.push_back(Hidden(setting, hidden));
      }
    }
  }
  if (findings.empty()) {
    findings.push_back(AboutEnvironment(VERDICT_OK, "no variable hides another setting"));
  }
  return findings;
}

bool IsSelectorRefused(const rpc::CallError& error) {
  return error.reason == Reason::kApiKeyRefused || error.reason == Reason::kApiUrlRefused ||
         error.reason == Reason::kInvalidArgument;
}

Finding SelectorRefused(const rpc::CallError& error, bool api_key_by_stdin) {
  NextStep fix = ShellCommand("unset CHUTES_API_URL");
  if (error.reason == Reason::kApiKeyRefused) {
    fix = api_key_by_stdin ? ChutesCommand("doctor") : ShellCommand("unset CHUTES_API_KEY");
  }
  if (error.reason == Reason::kInvalidArgument) fix = ShellCommand("unset CHUTES_API_URL CHUTES_CONFIG_PATH");
  return AboutEnvironment(VERDICT_FAILED, error.message, std::move(fix));
}

}  // namespace chutes::commands
