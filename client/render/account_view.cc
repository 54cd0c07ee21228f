#include "client/render/account_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "chutes/version.h"
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
  AddRow(table, "Authentication", NameOf(session.auth_method()), "daemon");
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

Json SessionJson(const Session& session) {
  Json json;
  json["config_path"] = OrNull(session.config_path());
  json["config_path_origin"] = NameOf(session.config_path_origin());
  json["api_url"] = OrNull(session.api_url());
  json["api_url_origin"] = NameOf(session.api_url_origin());
  json["allow_missing"] = session.allow_missing();
  json["allow_missing_origin"] = NameOf(session.allow_missing_origin());
  json["username"] = OrNull(session.username());
  json["user_id"] = OrNull(session.user_id());
  json["hotkey_name"] = OrNull(session.hotkey_name());
  json["hotkey_ss58address"] = OrNull(session.hotkey_ss58_address());
  json["payment_address"] = OrNull(session.payment_address());
  json["can_sign"] = session.can_sign();
  json["auth_method"] = OrNull(NameOf(session.auth_method()));
  json["api_key_id"] = OrNull(session.api_key_id());
  json["api_key_origin"] = OrNull(session.api_key_id().empty() ? "" : NameOf(session.api_key_origin()));
  json["file_api_url"] = OrNull(session.file_api_url());
  json["loaded_at"] = OrNull(session.has_load_time() ? TimeForPrograms(session.load_time()) : "");
  json["warnings"] = Json::array();
  for (const auto& warning : session.warnings()) json["warnings"].push_back(warning.text());
  return json;
}

Json BuildJson(std::string_view version, std::string_view commit) {
  Json json;
  json["version"] = version;
  json["commit"] = OrNull(commit);
  return json;
}

Json OwnJson(const DaemonInfo& daemon) {
  Json json = BuildJson(daemon.version(), daemon.commit());
  json["pid"] = daemon.pid();
  json["started_at"] = OrNull(daemon.has_start_time() ? TimeForPrograms(daemon.start_time()) : "");
  json["socket_path"] = OrNull(daemon.socket_path());
  json["session_count"] = daemon.session_count();
  return json;
}

std::int64_t UptimeOf(const DaemonInfo& daemon, std::int64_t now) {
  return std::max<std::int64_t>(0, now - daemon.start_time().seconds());
}

}  // namespace

Table StatusTable(const GetSessionResponse& reply) {
  Table table{{{"Setting"}, {"Value"}, {"From"}}, {}};
  AddSession(reply.session(), table);
  AddDaemon(reply.daemon(), table);
  return table;
}

std::string StatusJson(const GetSessionResponse& reply) {
  Json json;
  json["session"] = SessionJson(reply.session());
  json["daemon"] = OwnJson(reply.daemon());
  return JsonText(json);
}

std::string VersionText(const std::optional<DaemonInfo>& daemon) {
  std::string text = fmt::format("chutes {} ({})\n", kVersion, kCommit);
  if (daemon) text += fmt::format("chutesd {} ({})\n", Escape(daemon->version()), Escape(daemon->commit()));
  return text;
}

std::string VersionJson(const std::optional<DaemonInfo>& daemon) {
  Json json;
  json["client"] = BuildJson(kVersion, kCommit);
  json["daemon"] = daemon ? BuildJson(daemon->version(), daemon->commit()) : Json();
  return JsonText(json);
}

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
  add("Started by", OrNothing(NameOf(daemon.launch())));
  add("Ends when idle",
      daemon.idle_exit_seconds() == 0 ? "never" : fmt::format("after {} s", daemon.idle_exit_seconds()));
  add("Sessions", fmt::format("{}", daemon.session_count()));
  add("Log", daemon.log_path().empty() ? "standard error" : daemon.log_path());
  return table;
}

std::string DaemonJson(const DaemonInfo& daemon, std::int64_t now) {
  Json json;
  json["running"] = true;
  json["pid"] = daemon.pid();
  json["version"] = daemon.version();
  json["commit"] = OrNull(daemon.commit());
  json["socket_path"] = OrNull(daemon.socket_path());
  json["started_at"] = OrNull(daemon.has_start_time() ? TimeForPrograms(daemon.start_time()) : "");
  json["uptime_seconds"] = UptimeOf(daemon, now);
  json["started_by"] = OrNull(NameOf(daemon.launch()));
  json["idle_exit_seconds"] = daemon.idle_exit_seconds();
  json["session_count"] = daemon.session_count();
  json["log_path"] = OrNull(daemon.log_path());
  return JsonText(json);
}

std::string NoDaemonJson(std::string_view socket_path) {
  Json json;
  json["running"] = false;
  for (const char* name : {"pid", "version", "commit"}) json[name] = nullptr;
  json["socket_path"] = OrNull(socket_path);
  for (const char* name :
       {"started_at", "uptime_seconds", "started_by", "idle_exit_seconds", "session_count", "log_path"}) {
    json[name] = nullptr;
  }
  return JsonText(json);
}

std::string StoppedJson(bool stopped, std::optional<std::int64_t> pid) {
  Json json;
  json["stopped"] = stopped;
  json["pid"] = pid ? Json(*pid) : Json();
  return JsonText(json);
}

namespace {

using chutesd::v1::Account;
using chutesd::v1::RegisterAccountResponse;
using chutesd::v1::Session;

void AddRows(const Account& account, Table& table) {
  table.rows.push_back({"Username", OrNothing(account.username())});
  table.rows.push_back({"User ID", OrNothing(account.user_id())});
  table.rows.push_back({"Hotkey", OrNothing(account.hotkey())});
  table.rows.push_back({"Coldkey", OrNothing(account.coldkey())});
  table.rows.push_back({"Payment address", OrNothing(account.payment_address())});
  if (account.has_balance())
    table.rows.push_back({"Balance (USD)", fmt::format("{:.2f}", account.balance())});
  table.rows.push_back({"Created", account.has_create_time() ? TimeForPeople(account.create_time()) : "-"});
}

Json AccountJson(const Account& account) {
  Json json;
  json["username"] = OrNull(account.username());
  json["user_id"] = OrNull(account.user_id());
  json["hotkey"] = OrNull(account.hotkey());
  json["coldkey"] = OrNull(account.coldkey());
  json["payment_address"] = OrNull(account.payment_address());
  json["balance"] = account.has_balance() ? NumberJson(account.balance()) : Json();
  json["created_at"] = OrNull(account.has_create_time() ? TimeForPrograms(account.create_time()) : "");
  return json;
}

}  // namespace

Table WhoamiTable(const Account& account, const Session& session) {
  Table table{{{"Field"}, {"Value"}}, {}};
  AddRows(account, table);
  table.rows.push_back({"Authentication", OrNothing(NameOf(session.auth_method()))});
  table.rows.push_back({"Config file", OrNothing(session.config_path())});
  table.rows.push_back({"API URL", OrNothing(session.api_url())});
  return table;
}

std::string WhoamiJson(const Account& account, const Session& session) {
  Json json = AccountJson(account);
  json["auth_method"] = OrNull(NameOf(session.auth_method()));
  json["config_path"] = OrNull(session.config_path());
  json["config_path_origin"] = NameOf(session.config_path_origin());
  json["api_url"] = OrNull(session.api_url());
  return JsonText(json);
}

Table RegisteredTable(const RegisterAccountResponse& reply) {
  Table table{{{"Field"}, {"Value"}}, {}};
  table.rows.push_back({"Fingerprint", OrNothing(reply.fingerprint())});
  AddRows(reply.account(), table);
  table.rows.push_back({"Config file", reply.config_error().empty() ? OrNothing(reply.config_path()) : "-"});
  if (!reply.backup_path().empty()) table.rows.push_back({"Old config file", reply.backup_path()});
  return table;
}

Table RestoredTable(const chutesd::v1::RestoreConfigResponse& reply) {
  Table table{{{"Field"}, {"Value"}}, {}};
  AddRows(reply.account(), table);
  table.rows.push_back({"Config file", OrNothing(reply.config_path())});
  if (!reply.backup_path().empty()) table.rows.push_back({"Old config file", reply.backup_path()});
  return table;
}

std::string RestoredJson(const chutesd::v1::RestoreConfigResponse& reply) {
  Json json;
  json["account"] = AccountJson(reply.account());
  json["config_path"] = OrNull(reply.config_path());
  json["backup_path"] = OrNull(reply.backup_path());
  return JsonText(json);
}

std::string RegisteredJson(const RegisterAccountResponse& reply) {
  Json json;
  json["fingerprint"] = OrNull(reply.fingerprint());
  json["account"] = AccountJson(reply.account());
  json["config_path"] = OrNull(reply.config_path());
  json["config_error"] = OrNull(reply.config_error());
  json["backup_path"] = OrNull(reply.backup_path());
  return JsonText(json);
}

}  // namespace chutes::render
