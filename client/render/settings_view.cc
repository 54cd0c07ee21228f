#include "client/render/settings_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::render {

namespace {

using chutesd::v1::Session;

struct Entry {
  const char* key;
  std::string value;
};

struct Section {
  const char* name;
  std::vector<Entry> entries;
};

std::vector<Section> SectionsOf(const Session& session) {
  // With an API key the user's id is the key's and not the file's.
  const bool has_account = session.can_sign();
  return {{"api", {{"base_url", session.file_api_url()}}},
          {"auth",
           {{"username", session.username()},
            {"user_id", has_account ? session.user_id() : std::string()},
            {"hotkey_seed", has_account ? "********" : ""},
            {"hotkey_name", session.hotkey_name()},
            {"hotkey_ss58address", session.hotkey_ss58_address()}}},
          {"payment", {{"address", session.payment_address()}}}};
}

}  // namespace

std::string ConfigText(const Session& session) {
  std::string text = fmt::format("# {}\n", EscapeSentence(session.config_path()));
  bool is_first = true;
  for (const Section& section : SectionsOf(session)) {
    text += fmt::format("{}[{}]\n", is_first ? "" : "\n", section.name);
    is_first = false;
    for (const Entry& entry : section.entries) {
      if (!entry.value.empty()) text += fmt::format("{} = {}\n", entry.key, EscapeSentence(entry.value));
    }
  }
  return text;
}

std::string ConfigJson(const Session& session) {
  Json json;
  json["config_path"] = OrNull(session.config_path());
  for (const Section& section : SectionsOf(session)) {
    for (const Entry& entry : section.entries) json[section.name][entry.key] = OrNull(entry.value);
  }
  return JsonText(json);
}

std::string ConfigCheckJson(const ConfigCheckResult& result) {
  Json json;
  json["config_path"] = OrNull(result.config_path);
  json["valid"] = result.problem.empty();
  json["problem"] = OrNull(result.problem);
  json["fix"] = OrNull(result.fix);
  json["warnings"] = result.warnings;
  return JsonText(json);
}

namespace {

std::string FromText(const ExplainedSetting& setting) {
  if (setting.origin.empty()) return "-";
  if (setting.source.empty()) return setting.origin;
  return fmt::format("{} ({})", setting.origin, setting.source);
}

std::string HidesText(const std::vector<HiddenValue>& hides) {
  std::string text;
  for (const HiddenValue& hidden : hides) {
    if (!text.empty()) text += ", ";
    text += hidden.value.empty() ? hidden.source : fmt::format("{} = {}", hidden.source, hidden.value);
  }
  return text.empty() ? "-" : text;
}

}  // namespace

Table ExplainTable(const std::vector<ExplainedSetting>& settings) {
  Table table{{{"Setting"}, {"Value"}, {"From"}, {"Hides", /*may_be_cut=*/true}}, {}};
  for (const ExplainedSetting& setting : settings) {
    table.rows.push_back({setting.title, setting.value.empty() ? "-" : setting.value, FromText(setting),
                          HidesText(setting.hides)});
  }
  return table;
}

std::string ExplainJson(const std::vector<ExplainedSetting>& settings) {
  Json json;
  json["settings"] = Json::array();
  for (const ExplainedSetting& setting : settings) {
    Json& item = json["settings"].emplace_back();
    item["name"] = setting.name;
    item["value"] = OrNull(setting.value);
    item["origin"] = OrNull(setting.origin);
    item["source"] = OrNull(setting.source);
    item["hides"] = Json::array();
    for (const HiddenValue& hidden : setting.hides) {
      Json& hides = item["hides"].emplace_back();
      hides["source"] = hidden.source;
      hides["value"] = OrNull(hidden.value);
    }
  }
  return JsonText(json);
}

Table ProfilesTable(const std::vector<Profile>& profiles) {
  Table table{{{"Profile"},
               {"In use"},
               {"Username", /*may_be_cut=*/true},
               {"Hotkey address"},
               {"API URL", /*may_be_cut=*/true},
               {"Problem", /*may_be_cut=*/true}},
              {}};
  for (const Profile& profile : profiles) {
    table.rows.push_back({profile.name.empty() ? "(" + profile.config_path + ")" : profile.name,
                          profile.in_use ? "yes" : "-", OrNothing(profile.username),
                          OrNothing(profile.hotkey_ss58_address), OrNothing(profile.api_url),
                          OrNothing(profile.problem)});
  }
  return table;
}

std::string ProfilesJson(const std::vector<Profile>& profiles) {
  Json json;
  json["profiles"] = Json::array();
  for (const Profile& profile : profiles) {
    Json& item = json["profiles"].emplace_back();
    item["name"] = OrNull(profile.name);
    item["config_path"] = profile.config_path;
    item["in_use"] = profile.in_use;
    item["username"] = OrNull(profile.username);
    item["hotkey_ss58address"] = OrNull(profile.hotkey_ss58_address);
    item["api_url"] = OrNull(profile.api_url);
    item["problem"] = OrNull(profile.problem);
  }
  return JsonText(json);
}

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
