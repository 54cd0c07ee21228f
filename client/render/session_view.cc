#include "client/render/session_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "chutes/version.h"
#include "client/render/json_writer.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::render {

namespace {

using chutesd::v1::DaemonInfo;
using chutesd::v1::GetSessionResponse;
using chutesd::v1::Session;

void AddRow(Table& table, std::string name, const std::string& value, std::string_view origin) {
  const bool known = !value.empty();
  table.rows.push_back({std::move(name), known ? value : "-", std::string(known ? origin : "-")});
}

void AddSession(const Session& session, Table& table) {
  AddRow(table, "Config file", session.config_path(), NameOf(session.config_path_origin()));
  AddRow(table, "API URL", session.api_url(), NameOf(session.api_url_origin()));
  AddRow(table, "Allow missing config", session.allow_missing() ? "true" : "false",
         NameOf(session.allow_missing_origin()));
  AddRow(table, "Username", session.username(), "file");
  AddRow(table, "User ID", session.user_id(),
         session.auth_method() == chutesd::v1::AUTH_METHOD_API_KEY ? "API key" : "file");
  AddRow(table, "Hotkey", session.hotkey_name(), "file");
  AddRow(table, "Hotkey address", session.hotkey_ss58_address(), "file");
  AddRow(table, "Payment address", session.payment_address(), "file");
  AddRow(table, "API key", session.api_key_id(), NameOf(session.api_key_origin()));
  AddRow(table, "Authentication", std::string(NameOf(session.auth_method())), "daemon");
  AddRow(table, "Can sign", session.can_sign() ? "true" : "false", "daemon");
  AddRow(table, "Loaded", session.has_load_time() ? TimeForPeople(session.load_time()) : "", "daemon");
}

void AddDaemon(const DaemonInfo& daemon, Table& table) {
  AddRow(table, "Daemon", fmt::format("{} ({})", daemon.version(), daemon.commit()), "daemon");
  AddRow(table, "Process", fmt::format("{}", daemon.pid()), "daemon");
  AddRow(table, "Started", daemon.has_start_time() ? TimeForPeople(daemon.start_time()) : "", "daemon");
  AddRow(table, "Socket", daemon.socket_path(), "daemon");
  AddRow(table, "Sessions", fmt::format("{}", daemon.session_count()), "daemon");
}

void WriteSession(const Session& session, JsonWriter& json) {
  json.BeginObject();
  json.Key("config_path").StringOrNull(session.config_path());
  json.Key("config_path_origin").String(NameOf(session.config_path_origin()));
  json.Key("api_url").StringOrNull(session.api_url());
  json.Key("api_url_origin").String(NameOf(session.api_url_origin()));
  json.Key("allow_missing").Bool(session.allow_missing());
  json.Key("allow_missing_origin").String(NameOf(session.allow_missing_origin()));
  json.Key("username").StringOrNull(session.username());
  json.Key("user_id").StringOrNull(session.user_id());
  json.Key("hotkey_name").StringOrNull(session.hotkey_name());
  json.Key("hotkey_ss58address").StringOrNull(session.hotkey_ss58_address());
  json.Key("payment_address").StringOrNull(session.payment_address());
  json.Key("can_sign").Bool(session.can_sign());
  json.Key("auth_method").StringOrNull(NameOf(session.auth_method()));
  json.Key("api_key_id").StringOrNull(session.api_key_id());
  json.Key("api_key_origin")
      .StringOrNull(session.api_key_id().empty() ? "" : NameOf(session.api_key_origin()));
  json.Key("file_api_url").StringOrNull(session.file_api_url());
  json.Key("loaded_at").StringOrNull(session.has_load_time() ? TimeForPrograms(session.load_time()) : "");
  json.Key("warnings").BeginArray();
  for (const auto& warning : session.warnings()) json.String(warning.text());
  json.EndArray().EndObject();
}

void WriteBuild(std::string_view version, std::string_view commit, JsonWriter& json) {
  json.Key("version").String(version);
  json.Key("commit").StringOrNull(commit);
}

void WriteDaemon(const DaemonInfo& daemon, JsonWriter& json) {
  json.BeginObject();
  WriteBuild(daemon.version(), daemon.commit(), json);
  json.Key("pid").Integer(daemon.pid());
  json.Key("started_at").StringOrNull(daemon.has_start_time() ? TimeForPrograms(daemon.start_time()) : "");
  json.Key("socket_path").StringOrNull(daemon.socket_path());
  json.Key("session_count").Integer(daemon.session_count());
  json.EndObject();
}

}  // namespace

Table StatusTable(const GetSessionResponse& reply) {
  Table table{{{"Setting"}, {"Value"}, {"From"}}, {}};
  AddSession(reply.session(), table);
  AddDaemon(reply.daemon(), table);
  return table;
}

std::string StatusJson(const GetSessionResponse& reply) {
  JsonWriter json;
  json.BeginObject();
  WriteSession(reply.session(), json.Key("session"));
  WriteDaemon(reply.daemon(), json.Key("daemon"));
  return json.EndObject().Take();
}

std::string VersionText(const std::optional<DaemonInfo>& daemon) {
  std::string text = fmt::format("chutes {} ({})\n", kVersion, kCommit);
  if (daemon) text += fmt::format("chutesd {} ({})\n", Escape(daemon->version()), Escape(daemon->commit()));
  return text;
}

std::string VersionJson(const std::optional<DaemonInfo>& daemon) {
  JsonWriter json;
  json.BeginObject();
  json.Key("client").BeginObject();
  WriteBuild(kVersion, kCommit, json);
  json.EndObject().Key("daemon");
  if (daemon) {
    json.BeginObject();
    WriteBuild(daemon->version(), daemon->commit(), json);
    json.EndObject();
  } else {
    json.Null();
  }
  return json.EndObject().Take();
}

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
