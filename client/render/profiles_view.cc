#include "client/render/profiles_view.h"

#include "client/render/json_writer.h"
#include "client/render/shown_text.h"

namespace chutes::render {
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
