#include "client/render/account_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "chutes/version.h"
#include "client/render/table.h"
#include "client/render/value_text.h"

namespace chutes::render {

namespace {

using chutesd::v1::Account;
using chutesd::v1::DaemonInfo;
using chutesd::v1::GetSessionResponse;
using chutesd::v1::RegisterAccountResponse;
using chutesd::v1::Session;

Table StatusTable(const Session& session, const DaemonInfo& daemon) {
  Table table{{{"Setting"}, {"Value"}, {"From"}}, {}};
  const auto add = [&table](const char* name, const std::string& value, std::string_view origin) {
    table.rows.push_back({name, OrNothing(value), std::string(value.empty() ? "-" : origin)});
  };
  add("Config file", session.config_path(), NameOf(session.config_path_origin()));
  add("API URL", session.api_url(), NameOf(session.api_url_origin()));
  add("Allow missing config", session.allow_missing() ? "true" : "false",
      NameOf(session.allow_missing_origin()));
  add("Username", session.username(), "file");
  add("User ID", session.user_id(),
      session.auth_method() == chutesd::v1::AUTH_METHOD_API_KEY ? "API key" : "file");
  add("Hotkey", session.hotkey_name(), "file");
  add("Hotkey address", session.hotkey_ss58_address(), "file");
  add("Payment address", session.payment_address(), "file");
  add("API key", session.api_key_id(), NameOf(session.api_key_origin()));
  add("Authentication", NameOf(session.auth_method()), "daemon");
  add("Can sign", session.can_sign() ? "true" : "false", "daemon");
  add("Loaded", session.has_load_time() ? TimeForPeople(session.load_time()) : "", "daemon");
  add("Daemon", fmt::format("{} ({})", daemon.version(), daemon.commit()), "daemon");
  add("Process", fmt::format("{}", daemon.pid()), "daemon");
  add("Started", daemon.has_start_time() ? TimeForPeople(daemon.start_time()) : "", "daemon");
  add("Socket", daemon.socket_path(), "daemon");
  add("Sessions", fmt::format("{}", daemon.session_count()), "daemon");
  return table;
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
  json["loaded_at"] = TimeJson(session.has_load_time(), session.load_time());
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

Json DaemonJson(const DaemonInfo& daemon) {
  Json json = BuildJson(daemon.version(), daemon.commit());
  json["pid"] = daemon.pid();
  json["started_at"] = TimeJson(daemon.has_start_time(), daemon.start_time());
  json["socket_path"] = OrNull(daemon.socket_path());
  json["session_count"] = daemon.session_count();
  return json;
}

Fields FieldsOf(const DaemonInfo& daemon, std::int64_t now) {
  const std::int64_t began = daemon.start_time().seconds();
  const std::int64_t idle = daemon.idle_exit_seconds();
  const std::string& log = daemon.log_path();
  Fields fields;
  fields.Add(nullptr, "running", "", true);
  fields.Add("Process", "pid", fmt::format("{}", daemon.pid()), daemon.pid());
  fields.Add("Version", "version", fmt::format("{} ({})", daemon.version(), daemon.commit()),
             daemon.version());
  fields.AddText(nullptr, "commit", daemon.commit());
  fields.AddText("Socket", "socket_path", daemon.socket_path());
  fields.AddTime("Started", "started_at", daemon.has_start_time(), daemon.start_time());
  fields.Add("Up for", "uptime_seconds", daemon.has_start_time() ? Age(began, now) : "-",
             std::max<std::int64_t>(0, now - began));
  fields.AddText("Started by", "started_by", NameOf(daemon.launch()));
  fields.Add("Ends when idle", "idle_exit_seconds", idle == 0 ? "never" : fmt::format("after {} s", idle),
             daemon.idle_exit_seconds());
  fields.Add("Sessions", "session_count", fmt::format("{}", daemon.session_count()), daemon.session_count());
  fields.Add("Log", "log_path", log.empty() ? "standard error" : log, OrNull(log));
  return fields;
}

Fields FieldsOf(const Account& account) {
  const bool has_balance = account.has_balance();
  Fields fields;
  fields.AddText("Username", "username", account.username());
  fields.AddText("User ID", "user_id", account.user_id());
  fields.AddText("Hotkey", "hotkey", account.hotkey());
  fields.AddText("Coldkey", "coldkey", account.coldkey());
  fields.AddText("Payment address", "payment_address", account.payment_address());
  fields.Add(has_balance ? "Balance (USD)" : nullptr, "balance", fmt::format("{:.2f}", account.balance()),
             has_balance ? NumberJson(account.balance()) : Json());
  fields.AddTime("Created", "created_at", account.has_create_time(), account.create_time());
  return fields;
}

}  // namespace

std::string StatusView(const GetSessionResponse& reply, const Form& form) {
  if (!form.json) return RenderTable(StatusTable(reply.session(), reply.daemon()), form);
  Json json;
  json["session"] = SessionJson(reply.session());
  json["daemon"] = DaemonJson(reply.daemon());
  return JsonText(json);
}

std::string VersionView(const DaemonInfo* daemon, const Form& form) {
  if (form.json) {
    Json json;
    json["client"] = BuildJson(kVersion, kCommit);
    json["daemon"] = daemon == nullptr ? Json() : BuildJson(daemon->version(), daemon->commit());
    return JsonText(json);
  }
  std::string text = fmt::format("chutes {} ({})\n", kVersion, kCommit);
  if (daemon == nullptr) return text;
  return text + fmt::format("chutesd {} ({})\n", Escape(daemon->version()), Escape(daemon->commit()));
}

std::string DaemonView(const DaemonInfo& daemon, std::int64_t now, const Form& form) {
  return FieldsOf(daemon, now).Shown(form);
}

std::string NoDaemonJson(std::string_view socket_path) {
  Json json = FieldsOf(DaemonInfo(), 0).ToJson();
  for (Json& member : json) member = nullptr;
  json["running"] = false;
  json["socket_path"] = OrNull(socket_path);
  return JsonText(json);
}

std::string StoppedJson(bool stopped, std::optional<std::int64_t> pid) {
  Json json;
  json["stopped"] = stopped;
  json["pid"] = pid ? Json(*pid) : Json();
  return JsonText(json);
}

std::string WhoamiView(const Account& account, const Session& session, const Form& form) {
  Fields fields = FieldsOf(account);
  fields.AddText("Authentication", "auth_method", NameOf(session.auth_method()));
  fields.AddText("Config file", "config_path", session.config_path());
  fields.Add(nullptr, "config_path_origin", "", NameOf(session.config_path_origin()));
  fields.AddText("API URL", "api_url", session.api_url());
  return fields.Shown(form);
}

std::string RegisteredView(const RegisterAccountResponse& reply, const Form& form, bool with_fingerprint) {
  const std::string& path = reply.config_path();
  const std::string& backup = reply.backup_path();
  Fields fields;
  fields.AddText(with_fingerprint ? "Fingerprint" : nullptr, "fingerprint", reply.fingerprint());
  fields.AddObject("account", FieldsOf(reply.account()));
  fields.Add("Config file", "config_path", reply.config_error().empty() ? OrNothing(path) : "-",
             OrNull(path));
  fields.AddText(nullptr, "config_error", reply.config_error());
  fields.AddText(backup.empty() ? nullptr : "Old config file", "backup_path", backup);
  return fields.Shown(form);
}

std::string RestoredView(const chutesd::v1::RestoreConfigResponse& reply, const Form& form) {
  const std::string& backup = reply.backup_path();
  Fields fields;
  fields.AddObject("account", FieldsOf(reply.account()));
  fields.AddText("Config file", "config_path", reply.config_path());
  fields.AddText(backup.empty() ? nullptr : "Old config file", "backup_path", backup);
  return fields.Shown(form);
}

}  // namespace chutes::render
