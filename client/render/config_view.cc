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

}  // namespace chutes::render
