#include "daemon/ops/diagnose_config.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/config/refusal.h"
#include "daemon/ops/edit_command.h"

namespace chutesd::ops {
namespace {

std::string RegisterCommand(const std::string& path, const std::string& default_path) {
  if (path == default_path) return "chutes register";
  return fmt::format("chutes register --config-path {}", config::ShellWord(path));
}

// The line in "PATH:LINE: ..."; 0 if there is none.
int LineIn(std::string_view message, std::string_view path) {
  if (!message.starts_with(path)) return 0;
  message.remove_prefix(path.size());
  int line = 0;
  if (message.starts_with(':')) std::from_chars(message.data() + 1, message.data() + message.size(), line);
  return line;
}

Finding Broken(const Failure& failure, const std::string& path, const std::string& default_path) {
  switch (failure.reason) {
    case Reason::kConfigMissing:
      return {"config", Verdict::kFailed, failure.message, RegisterCommand(path, default_path)};
    case Reason::kConfigUnsafe:
      return BrokenBy(failure, "config_mode");
    default:
      return {"config", Verdict::kFailed, fmt::format("{}; {}", failure.message, failure.next_step),
              EditCommand(path, LineIn(failure.message, path))};
  }
}

Finding Usable(const session::Session& session, const std::string& default_path) {
  const std::string& path = session.config_path;
  if (session.hotkey != nullptr) {
    return {"config", Verdict::kOk,
            fmt::format("{}: account {}, hotkey {}", path, session.username, session.hotkey_ss58_address)};
  }
  if (session.api_key != nullptr) {
    return {"config", Verdict::kOk,
            fmt::format("{}: no account; the API key {} is used", path, session.api_key_id)};
  }
  return {"config", Verdict::kWarning,
          fmt::format(
              "{}: no account, which CHUTES_ALLOW_MISSING lets pass; only what needs no account works", path),
          RegisterCommand(path, default_path)};
}

}  // namespace

Findings JudgeConfig(const Result<SessionPtr>& session, const std::string& path,
                     const std::string& default_path) {
  if (!session.ok()) return {Broken(session.failure(), path, default_path)};
  Findings findings = {Usable(**session, default_path)};
  // As config::ReadConfigFile words them.
  constexpr std::string_view kRun = "; run: ";
  for (const std::string& warning : (*session)->warnings) {
    const std::size_t at = warning.rfind(kRun);
    const bool names_command = at != std::string::npos;
    findings.push_back({"config_mode", Verdict::kWarning, warning.substr(0, at),
                        names_command ? warning.substr(at + kRun.size()) : EditCommand(path, 0)});
  }
  if (findings.size() == 1) {
    findings.push_back({"config_mode", Verdict::kOk, "only you can read and change it"});
  }
  return findings;
}

}  // namespace chutesd::ops
