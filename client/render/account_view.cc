#include "client/render/account_view.h"

#include <fmt/format.h>

#include "client/render/json_writer.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::render {
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

// The members alone.
void WriteMembers(const Account& account, JsonWriter& json) {
  json.Key("username").StringOrNull(account.username());
  json.Key("user_id").StringOrNull(account.user_id());
  json.Key("hotkey").StringOrNull(account.hotkey());
  json.Key("coldkey").StringOrNull(account.coldkey());
  json.Key("payment_address").StringOrNull(account.payment_address());
  json.Key("balance");
  if (account.has_balance()) {
    json.Number(account.balance());
  } else {
    json.Null();
  }
  json.Key("created_at")
      .StringOrNull(account.has_create_time() ? TimeForPrograms(account.create_time()) : "");
}

void WriteAccount(const Account& account, JsonWriter& json) {
  json.BeginObject();
  WriteMembers(account, json);
  json.EndObject();
}

}  // namespace

Table WhoamiTable(const Account& account, const Session& session) {
  Table table{{{"Field"}, {"Value"}}, {}};
  AddRows(account, table);
  table.rows.push_back({"Authentication", OrNothing(std::string(NameOf(session.auth_method())))});
  table.rows.push_back({"Config file", OrNothing(session.config_path())});
  table.rows.push_back({"API URL", OrNothing(session.api_url())});
  return table;
}

std::string WhoamiJson(const Account& account, const Session& session) {
  JsonWriter json;
  json.BeginObject();
  WriteMembers(account, json);
  json.Key("auth_method").StringOrNull(NameOf(session.auth_method()));
  json.Key("config_path").StringOrNull(session.config_path());
  json.Key("config_path_origin").String(NameOf(session.config_path_origin()));
  json.Key("api_url").StringOrNull(session.api_url());
  return json.EndObject().Take();
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
  JsonWriter json;
  json.BeginObject();
  WriteAccount(reply.account(), json.Key("account"));
  json.Key("config_path").StringOrNull(reply.config_path());
  json.Key("backup_path").StringOrNull(reply.backup_path());
  return json.EndObject().Take();
}

std::string RegisteredJson(const RegisterAccountResponse& reply) {
  JsonWriter json;
  json.BeginObject();
  json.Key("fingerprint").StringOrNull(reply.fingerprint());
  WriteAccount(reply.account(), json.Key("account"));
  json.Key("config_path").StringOrNull(reply.config_path());
  json.Key("config_error").StringOrNull(reply.config_error());
  json.Key("backup_path").StringOrNull(reply.backup_path());
  return json.EndObject().Take();
}

}  // namespace chutes::render
