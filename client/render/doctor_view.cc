#include "client/render/doctor_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "client/render/json_writer.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::render {
namespace {

using chutesd::v1::Finding;

double MillisecondsOf(const Finding& finding) {
  constexpr double kMillis = 1000;
  constexpr double kNanosPerMilli = 1e6;
  return static_cast<double>(finding.duration().seconds()) * kMillis +
         static_cast<double>(finding.duration().nanos()) / kNanosPerMilli;
}

std::string TimeOf(const Finding& finding) {
  return finding.has_duration() ? fmt::format("{:.1f} ms", MillisecondsOf(finding)) : "";
}

}  // namespace

std::string DoctorText(const FindingList& findings) {
  std::size_t width = 0;
  for (const Finding& finding : findings) width = std::max(width, finding.check().size());
  std::string text;
  for (const Finding& finding : findings) {
    const std::string time = finding.has_duration() ? fmt::format(" ({})", TimeOf(finding)) : "";
    text += fmt::format("{:<7}  {:<{}}  {}{}\n", NameOf(finding.verdict()), EscapeSentence(finding.check()),
                        width, EscapeSentence(finding.detail()), time);
    if (finding.fix().empty()) continue;
    text += fmt::format("{:<7}  {:<{}}  fix: {}\n", "", "", width, EscapeSentence(finding.fix()));
  }
  return text;
}

Table DoctorTable(const FindingList& findings) {
  Table table{{{"Check"}, {"Verdict"}, {"Time"}, {"Detail"}, {"Fix"}}, {}};
  for (const Finding& finding : findings) {
    const std::string time = TimeOf(finding);
    table.rows.push_back({finding.check(), std::string(NameOf(finding.verdict())), time.empty() ? "-" : time,
                          finding.detail(), finding.fix().empty() ? "-" : finding.fix()});
  }
  return table;
}

std::string DoctorJson(const FindingList& findings) {
  JsonWriter json;
  json.BeginObject();
  json.Key("healthy").Bool(IsHealthy(findings));
  json.Key("findings").BeginArray();
  for (const Finding& finding : findings) {
    json.BeginObject();
    json.Key("check").String(finding.check());
    json.Key("verdict").String(NameOf(finding.verdict()));
    json.Key("detail").String(finding.detail());
    json.Key("fix").StringOrNull(finding.fix());
    json.Key("duration_ms");
    if (finding.has_duration()) {
      json.Number(MillisecondsOf(finding));
    } else {
      json.Null();
    }
    json.EndObject();
  }
  return json.EndArray().EndObject().Take();
}

bool IsHealthy(const FindingList& findings) {
  return std::none_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.verdict() == chutesd::v1::VERDICT_FAILED;
  });
}

}  // namespace chutes::render
