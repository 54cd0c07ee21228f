#include "client/render/explain_view.h"

#include <fmt/format.h>

#include "client/render/json_writer.h"

namespace chutes::render {
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

}  // namespace chutes::render
