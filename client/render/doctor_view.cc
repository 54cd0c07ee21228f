#include "client/render/doctor_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::render {
namespace {

std::string TimeOf(const Finding& finding) {
  return finding.milliseconds ? fmt::format("{:.1f} ms", *finding.milliseconds) : "";
}

}  // namespace

Finding FindingOf(const chutesd::v1::Finding& message) {
  constexpr double kMillis = 1000;
  constexpr double kNanosPerMilli = 1e6;
  Finding finding{message.check(), message.verdict(), message.detail()};
  finding.fix =
      NextStepFor(message.code(), {message.facts().begin(), message.facts().end()}).value_or(NextStep());
  if (message.has_duration()) {
    finding.milliseconds = static_cast<double>(message.duration().seconds()) * kMillis +
                           static_cast<double>(message.duration().nanos()) / kNanosPerMilli;
  }
  return finding;
}

std::string DoctorText(const FindingList& findings, const InForce& in_force) {
  std::size_t width = 0;
  for (const Finding& finding : findings) width = std::max(width, finding.check.size());
  std::string text;
  for (const Finding& finding : findings) {
    const std::string time = finding.milliseconds ? fmt::format(" ({})", TimeOf(finding)) : "";
    text += fmt::format("{:<7}  {:<{}}  {}{}\n", NameOf(finding.verdict), EscapeSentence(finding.check),
                        width, EscapeSentence(finding.detail), time);
    if (finding.fix.empty()) continue;
    text +=
        fmt::format("{:<7}  {:<{}}  fix: {}\n", "", "", width, EscapeSentence(LineOf(finding.fix, in_force)));
  }
  return text;
}

Table DoctorTable(const FindingList& findings, const InForce& in_force) {
  Table table{{{"Check"}, {"Verdict"}, {"Time"}, {"Detail"}, {"Fix"}}, {}};
  for (const Finding& finding : findings) {
    const std::string time = TimeOf(finding);
    table.rows.push_back({finding.check, NameOf(finding.verdict), time.empty() ? "-" : time, finding.detail,
                          finding.fix.empty() ? "-" : LineOf(finding.fix, in_force)});
  }
  return table;
}

std::string DoctorJson(const FindingList& findings, const InForce& in_force) {
  Json json;
  json["healthy"] = IsHealthy(findings);
  json["findings"] = Json::array();
  for (const Finding& finding : findings) {
    Json& item = json["findings"].emplace_back();
    item["check"] = finding.check;
    item["verdict"] = NameOf(finding.verdict);
    item["detail"] = finding.detail;
    item["fix"] = OrNull(CommandOf(finding.fix, in_force));
    item["duration_ms"] = finding.milliseconds ? NumberJson(*finding.milliseconds) : Json();
  }
  return JsonText(json);
}

bool IsHealthy(const FindingList& findings) {
  return std::none_of(findings.begin(), findings.end(),
                      [](const Finding& finding) { return finding.verdict == chutesd::v1::VERDICT_FAILED; });
}

}  // namespace chutes::render
