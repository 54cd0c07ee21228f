#include "client/render/settings_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "client/render/table.h"
#include "client/render/value_text.h"

namespace chutes::render {

namespace {

using chutesd::v1::Session;

struct Section {
  const char* name;
  std::vector<std::pair<const char*, std::string>> entries;
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

std::string ConfigView(const Session& session, const Form& form) {
  Json json;
  json["config_path"] = OrNull(session.config_path());
  std::string text = fmt::format("# {}\n", EscapeSentence(session.config_path()));
  for (const auto& [section, entries] : SectionsOf(session)) {
    text += fmt::format("{}[{}]\n", json.size() == 1 ? "" : "\n", section);
    for (const auto& [key, value] : entries) {
      json[section][key] = OrNull(value);
      if (!value.empty()) text += fmt::format("{} = {}\n", key, EscapeSentence(value));
    }
  }
  return form.json ? JsonText(json) : text;
}

std::string ConfigCheckJson(std::string_view config_path, std::string_view problem, std::string_view fix,
                            const std::vector<std::string>& warnings) {
  Json json;
  json["config_path"] = OrNull(config_path);
  json["valid"] = problem.empty();
  json["problem"] = OrNull(problem);
  json["fix"] = OrNull(fix);
  json["warnings"] = warnings;
  return JsonText(json);
}

namespace {

Fields FieldsOf(const ExplainedSetting& setting) {
  std::string from = OrNothing(setting.origin);
  if (!setting.origin.empty() && !setting.source.empty()) from += fmt::format(" ({})", setting.source);
  std::string hides;
  Json hides_json = Json::array();
  for (const HiddenValue& hidden : setting.hides) {
    hides += fmt::format("{}{}{}{}", hides.empty() ? "" : ", ", hidden.source,
                         hidden.value.empty() ? "" : " = ", hidden.value);
    Json& json = hides_json.emplace_back();
    json["source"] = hidden.source;
    json["value"] = OrNull(hidden.value);
  }
  Fields fields;
  fields.Add("Setting", "name", setting.title, setting.name);
  fields.AddText("Value", "value", setting.value);
  fields.Add("From", "origin", from, OrNull(setting.origin));
  fields.AddText(nullptr, "source", setting.source);
  fields.Add("Hides", "hides", OrNothing(hides), std::move(hides_json), /*may_be_cut=*/true);
  return fields;
}

Fields FieldsOf(const Profile& profile) {
  const std::string& name = profile.name;
  Fields fields;
  fields.Add("Profile", "name", name.empty() ? "(" + profile.config_path + ")" : name, OrNull(name));
  fields.Add(nullptr, "config_path", "", profile.config_path);
  fields.Add("In use", "in_use", profile.in_use ? "yes" : "-", profile.in_use);
  fields.AddText("Username", "username", profile.username, /*may_be_cut=*/true);
  fields.AddText("Hotkey address", "hotkey_ss58address", profile.hotkey_ss58_address);
  fields.AddText("API URL", "api_url", profile.api_url, /*may_be_cut=*/true);
  fields.AddText("Problem", "problem", profile.problem, /*may_be_cut=*/true);
  return fields;
}

std::string TimeOf(const Finding& finding) {
  return finding.milliseconds ? fmt::format("{:.1f} ms", *finding.milliseconds) : "";
}

Fields FieldsOf(const Finding& finding, const InForce& in_force) {
  const auto time = finding.milliseconds ? NumberJson(*finding.milliseconds) : Json();
  Fields fields;
  fields.Add("Check", "check", finding.check, finding.check);
  fields.Add("Verdict", "verdict", NameOf(finding.verdict), NameOf(finding.verdict));
  fields.Add("Time", nullptr, OrNothing(TimeOf(finding)));
  fields.Add("Detail", "detail", finding.detail, finding.detail);
  fields.Add("Fix", "fix", OrNothing(LineOf(finding.fix, in_force)),
             OrNull(CommandOf(finding.fix, in_force)));
  fields.Add(nullptr, "duration_ms", "", time);
  return fields;
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

// One thing for each row of a list.
template <typename Item>
std::vector<Fields> AllFields(const std::vector<Item>& items) {
  std::vector<Fields> all;
  all.reserve(items.size());
  for (const Item& item : items) all.push_back(FieldsOf(item));
  return all;
}

}  // namespace

std::string ExplainView(const std::vector<ExplainedSetting>& settings, const Form& form) {
  return ListView("settings", FieldsOf(ExplainedSetting()), AllFields(settings), form);
}

std::string ProfilesView(const std::vector<Profile>& profiles, const Form& form) {
  return ListView("profiles", FieldsOf(Profile()), AllFields(profiles), form);
}

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

std::string DoctorView(const FindingList& findings, const InForce& in_force, const Form& form) {
  if (form.boxes && !form.json) return DoctorText(findings, in_force);
  std::vector<Fields> items;
  for (const Finding& finding : findings) items.push_back(FieldsOf(finding, in_force));
  if (!form.json) return RenderTable(TableOf(FieldsOf(Finding(), in_force), items), form);
  Json json;
  json["healthy"] = IsHealthy(findings);
  json["findings"] = ArrayOf(items);
  return JsonText(json);
}

bool IsHealthy(const FindingList& findings) {
  return std::ranges::find(findings, chutesd::v1::VERDICT_FAILED, &Finding::verdict) == findings.end();
}

}  // namespace chutes::render
