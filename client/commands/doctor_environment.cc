#include "client/commands/doctor_environment.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "client/commands/finding.h"

namespace chutes::commands {
namespace {

using chutesd::v1::Finding;

Finding AboutEnvironment(chutesd::v1::Verdict verdict, std::string detail, std::string fix = "") {
  return MakeFinding("environment", verdict, std::move(detail), std::move(fix));
}

Finding Hidden(const render::ExplainedSetting& setting, const render::HiddenValue& hidden) {
  return AboutEnvironment(chutesd::v1::VERDICT_WARNING,
                          fmt::format("{}: {} = {} hides {} = {}", setting.title, setting.source,
                                      setting.value, hidden.source, hidden.value),
                          "unset " + setting.source);
}

}  // namespace

std::vector<Finding> JudgeEnvironment(const std::vector<render::ExplainedSetting>& settings) {
  constexpr std::string_view kVariable = "CHUTES";
  std::vector<Finding> findings;
  for (const render::ExplainedSetting& setting : settings) {
    for (const render::HiddenValue& hidden : setting.hides) {
      if (setting.name == "allow_missing") {
        findings.push_back(AboutEnvironment(
            chutesd::v1::VERDICT_WARNING,
            fmt::format("CHUTES_ALLOW_MISSING = {} does nothing: only `true` counts", hidden.value),
            "export CHUTES_ALLOW_MISSING=true"));
      } else if (hidden.differs && setting.source.starts_with(kVariable)) {
        findings.push_back(Hidden(setting, hidden));
      }
    }
  }
  if (findings.empty()) {
    findings.push_back(AboutEnvironment(chutesd::v1::VERDICT_OK, "no variable hides another setting"));
  }
  return findings;
}

bool IsSelectorRefused(const rpc::CallError& error) {
  return error.reason == "API_KEY_REFUSED" || error.reason == "API_URL_REFUSED" ||
         error.reason == "INVALID_ARGUMENT";
}

Finding SelectorRefused(const rpc::CallError& error, bool api_key_by_stdin) {
  std::string fix = "unset CHUTES_API_URL";
  if (error.reason == "API_KEY_REFUSED") fix = api_key_by_stdin ? "chutes doctor" : "unset CHUTES_API_KEY";
  if (error.reason == "INVALID_ARGUMENT") fix = "unset CHUTES_API_URL CHUTES_CONFIG_PATH";
  return AboutEnvironment(chutesd::v1::VERDICT_FAILED, error.message, std::move(fix));
}

}  // namespace chutes::commands
