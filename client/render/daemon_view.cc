#include "client/render/daemon_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "client/render/enum_names.h"
#include "client/render/json_writer.h"
#include "client/render/shown_text.h"
#include "client/render/time_text.h"

namespace chutes::render {
namespace {

using chutesd::v1::DaemonInfo;

std::int64_t UptimeOf(const DaemonInfo& daemon, std::int64_t now) {
  return std::max<std::int64_t>(0, now - daemon.start_time().seconds());
}

}  // namespace

Table DaemonTable(const DaemonInfo& daemon, std::int64_t now) {
  Table table{{{"Field"}, {"Value"}}, {}};
  const auto add = [&table](std::string field, std::string value) {
    table.rows.push_back({std::move(field), std::move(value)});
  };
  add("Process", fmt::format("{}", daemon.pid()));
  add("Version", fmt::format("{} ({})", daemon.version(), daemon.commit()));
  add("Socket", OrNothing(daemon.socket_path()));
  add("Started", daemon.has_start_time() ? TimeForPeople(daemon.start_time()) : "-");
  add("Up for", daemon.has_start_time() ? Age(daemon.start_time().seconds(), now) : "-");
  add("Started by", OrNothing(std::string(NameOf(daemon.launch()))));
  add("Ends when idle",
      daemon.idle_exit_seconds() == 0 ? "never" : fmt::format("after {} s", daemon.idle_exit_seconds()));
  add("Sessions", fmt::format("{}", daemon.session_count()));
  add("Log", daemon.log_path().empty() ? "standard error" : daemon.log_path());
  return table;
}

std::string DaemonJson(const DaemonInfo& daemon, std::int64_t now) {
  JsonWriter json;
  json.BeginObject();
  json.Key("running").Bool(true);
  json.Key("pid").Integer(daemon.pid());
  json.Key("version").String(daemon.version());
  json.Key("commit").StringOrNull(daemon.commit());
  json.Key("socket_path").StringOrNull(daemon.socket_path());
  json.Key("started_at").StringOrNull(daemon.has_start_time() ? TimeForPrograms(daemon.start_time()) : "");
  json.Key("uptime_seconds").Integer(UptimeOf(daemon, now));
  json.Key("started_by").StringOrNull(NameOf(daemon.launch()));
  json.Key("idle_exit_seconds").Integer(daemon.idle_exit_seconds());
  json.Key("session_count").Integer(daemon.session_count());
  json.Key("log_path").StringOrNull(daemon.log_path());
  return json.EndObject().Take();
}

std::string NoDaemonJson(std::string_view socket_path) {
  JsonWriter json;
  json.BeginObject();
  json.Key("running").Bool(false);
  for (const std::string_view name : {"pid", "version", "commit"}) json.Key(name).Null();
  json.Key("socket_path").StringOrNull(socket_path);
  for (const std::string_view name :
       {"started_at", "uptime_seconds", "started_by", "idle_exit_seconds", "session_count", "log_path"}) {
    json.Key(name).Null();
  }
  return json.EndObject().Take();
}

}  // namespace chutes::render
