#include "client/render/config_view.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "client/render/json_writer.h"
#include "client/render/shown_text.h"

namespace chutes::render {

namespace {

using chutesd::v1::Session;

struct Entry {
  std::string_view key;
  std::string value;
};

struct Section {
  std::string_view name;
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
  JsonWriter json;
  json.BeginObject();
  json.Key("config_path").StringOrNull(session.config_path());
  for (const Section& section : SectionsOf(session)) {
    json.Key(section.name).BeginObject();
    for (const Entry& entry : section.entries) json.Key(entry.key).StringOrNull(entry.value);
    json.EndObject();
  }
  return json.EndObject().Take();
}

std::string ConfigVerdictJson(const ConfigVerdict& verdict) {
  JsonWriter json;
  json.BeginObject();
  json.Key("config_path").StringOrNull(verdict.config_path);
  json.Key("valid").Bool(verdict.problem.empty());
  json.Key("problem").StringOrNull(verdict.problem);
  json.Key("fix").StringOrNull(verdict.fix);
  json.Key("warnings").BeginArray();
  for (const std::string& warning : verdict.warnings) json.String(warning);
  return json.EndArray().EndObject().Take();
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
  JsonWriter json;
  json.BeginObject().Key("settings").BeginArray();
  for (const ExplainedSetting& setting : settings) {
    json.BeginObject();
    json.Key("name").String(setting.name);
    json.Key("value").StringOrNull(setting.value);
    json.Key("origin").StringOrNull(setting.origin);
    json.Key("source").StringOrNull(setting.source);
    json.Key("hides").BeginArray();
    for (const HiddenValue& hidden : setting.hides) {
      json.BeginObject();
      json.Key("source").String(hidden.source);
      json.Key("value").StringOrNull(hidden.value);
      json.EndObject();
    }
    json.EndArray().EndObject();
  }
  return json.EndArray().EndObject().Take();
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
  JsonWriter json;
  json.BeginObject().Key("profiles").BeginArray();
  for (const Profile& profile : profiles) {
    json.BeginObject();
    json.Key("name").StringOrNull(profile.name);
    json.Key("config_path").String(profile.config_path);
    json.Key("in_use").Bool(profile.in_use);
    json.Key("username").StringOrNull(profile.username);
    json.Key("hotkey_ss58address").StringOrNull(profile.hotkey_ss58_address);
    json.Key("api_url").StringOrNull(profile.api_url);
    json.Key("problem").StringOrNull(profile.problem);
    json.EndObject();
  }
  return json.EndArray().EndObject().Take();
}

}  // namespace chutes::render
