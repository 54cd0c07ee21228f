#include "daemon/ops/diagnose_config.h"

#include <fmt/format.h>

#include <string_view>

#include "daemon/base/failure.h"

namespace chutesd::ops {
namespace {

Finding Usable(const session::Session& session) {
  const std::string& path = session.config_path;
  if (session.hotkey != nullptr) {
    return {"config", Verdict::kOk,
            fmt::format("{}: account {}, hotkey {}", path, session.username, session.hotkey_ss58_address)};
  }
  if (session.api_key != nullptr) {
    return {"config", Verdict::kOk,
            fmt::format("{}: no account; the API key {} is used", path, session.api_key_id)};
  }
  return {"config",
          Verdict::kWarning,
          fmt::format(
              "{}: no account, which CHUTES_ALLOW_MISSING lets pass; only what needs no account works", path),
          code::kConfigNoAccount,
          {{fact::kPath, path}}};
}

}  // namespace

Findings JudgeConfig(const Result<SessionPtr>& session) {
  if (!session.ok()) {
    const bool is_mode = session.failure().reason == Reason::kConfigUnsafe;
    return {BrokenBy(session.failure(), is_mode ? "config_mode" : "config")};
  }
  Findings findings = {Usable(**session)};
  for (const Warning& warning : (*session)->warnings) {
    findings.push_back({"config_mode", Verdict::kWarning, warning.text, warning.code, warning.facts});
  }
  if (findings.size() == 1) {
    findings.push_back({"config_mode", Verdict::kOk, "only you can read and change it"});
  }
  return findings;
}

}  // namespace chutesd::ops
