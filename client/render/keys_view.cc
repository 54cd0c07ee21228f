#include "client/render/keys_view.h"

#include <fmt/format.h>

#include "client/render/json_writer.h"
#include "client/render/value_text.h"

namespace chutes::render {

namespace {

using chutesd::v1::ApiKey;
using chutesd::v1::Scope;

constexpr std::string_view kUnknown = "?";
constexpr std::string_view kNothing = "-";

std::string_view OrUnknown(std::string_view name) { return name.empty() ? kUnknown : name; }

std::string ScopeOf(const ApiKey& key, const Scope& scope) { return ScopeText(scope, key.in_ledger()); }

std::string ScopesText(const ApiKey& key) {
  std::string text = key.secret_lost() ? "secret lost" : "";
  for (const Scope& scope : key.scopes()) text.append(text.empty() ? "" : ", ").append(ScopeOf(key, scope));
  if (text.empty()) return std::string(kNothing);
  return text;
}

std::string TimeOrNothing(bool present, const google::protobuf::Timestamp& time) {
  return present ? TimeForPeople(time) : std::string(kNothing);
}

void WriteTime(bool present, const google::protobuf::Timestamp& time, JsonWriter& json) {
  json.StringOrNull(present ? TimeForPrograms(time) : "");
}

void WriteScopes(const ApiKey& key, JsonWriter& json) {
  json.Key("scopes").BeginArray();
  for (const Scope& scope : key.scopes()) {
    json.BeginObject();
    json.Key("object_type").StringOrNull(NameOf(scope.object_type()));
    json.Key("object_id").StringOrNull(scope.object_id());
    json.Key("action").StringOrNull(NameOf(scope.action()));
    json.EndObject();
  }
  json.EndArray();
}

void WriteKey(const ApiKey& key, JsonWriter& json) {
  json.BeginObject();
  json.Key("api_key_id").String(key.api_key_id());
  json.Key("name").String(key.name());
  json.Key("admin").Bool(key.admin());
  WriteScopes(key, json);
  WriteTime(key.has_create_time(), key.create_time(), json.Key("created_at"));
  WriteTime(key.has_last_used_time(), key.last_used_time(), json.Key("last_used_at"));
  json.Key("action_source").String(key.in_ledger() ? "ledger" : "unknown");
  json.Key("secret_lost").Bool(key.secret_lost());
  json.EndObject();
}

}  // namespace

std::string ScopeText(const Scope& scope, bool known) {
  const std::string_view action = NameOf(scope.action());
  std::string text = fmt::format(R"({{"action": "{}", "object_type": "{}")",
                                 action.empty() && known ? "all" : OrUnknown(action),
                                 OrUnknown(NameOf(scope.object_type())));
  if (scope.has_object_id()) text += fmt::format(R"(, "object_id": "{}")", scope.object_id());
  return text + "}";
}

Table KeysTable(const chutesd::v1::ListKeysResponse& reply) {
  Table table{{{"ID"}, {"Name", true}, {"Admin"}, {"Scopes", true}}, {}};
  for (const ApiKey& key : reply.keys()) {
    table.rows.push_back({key.api_key_id(), key.name(), key.admin() ? "true" : "false", ScopesText(key)});
  }
  return table;
}

std::string KeysJson(const chutesd::v1::ListKeysResponse& reply, const PageShown& shown) {
  JsonWriter json;
  json.BeginObject().Key("keys").BeginArray();
  for (const ApiKey& key : reply.keys()) WriteKey(key, json);
  json.EndArray();
  json.Key("total").Integer(reply.total_size());
  json.Key("page").Integer(shown.page);
  json.Key("limit").Integer(shown.limit);
  return json.EndObject().Take();
}

std::string KeyCountJson(const chutesd::v1::ListKeysResponse& reply) {
  JsonWriter json;
  json.BeginObject().Key("count").Integer(reply.total_size());
  return json.EndObject().Take();
}

Table KeyTable(const ApiKey& key) {
  Table table{{{"Field"}, {"Value"}}, {}};
  table.rows.push_back({"ID", key.api_key_id()});
  table.rows.push_back({"Name", key.name()});
  table.rows.push_back({"Admin", key.admin() ? "true" : "false"});
  if (key.scopes().empty()) table.rows.push_back({"Scopes", std::string(kNothing)});
  for (const Scope& scope : key.scopes()) table.rows.push_back({"Scope", ScopeOf(key, scope)});
  table.rows.push_back({"Created", TimeOrNothing(key.has_create_time(), key.create_time())});
  if (key.secret_lost()) table.rows.push_back({"Secret", "lost"});
  table.rows.push_back({"Last used", TimeOrNothing(key.has_last_used_time(), key.last_used_time())});
  return table;
}

std::string KeyJson(const ApiKey& key) {
  JsonWriter json;
  WriteKey(key, json);
  return json.Take();
}

std::string CreatedKeyJson(const chutesd::v1::CreateKeyResponse& reply) {
  const ApiKey& key = reply.key();
  JsonWriter json;
  json.BeginObject();
  json.Key("api_key_id").String(key.api_key_id());
  json.Key("name").String(key.name());
  json.Key("secret_key").String(reply.secret_key());
  json.Key("admin").Bool(key.admin());
  WriteScopes(key, json);
  WriteTime(key.has_create_time(), key.create_time(), json.Key("created_at"));
  return json.EndObject().Take();
}

std::string DeletedKeyJson(const ApiKey& key) {
  JsonWriter json;
  json.BeginObject();
  json.Key("api_key_id").String(key.api_key_id());
  json.Key("name").String(key.name());
  json.Key("deleted").Bool(true);
  return json.EndObject().Take();
}

bool HidesActions(const ApiKey& key) { return !key.in_ledger() && !key.scopes().empty(); }

namespace {

using chutesd::v1::Secret;

std::string CreatedText(const Secret& secret) {
  return secret.has_create_time() ? TimeForPeople(secret.create_time()) : "-";
}

std::string ChuteText(const Secret& secret) {
  return secret.chute_name().empty() ? "-" : secret.chute_name();
}

void WriteSecret(const Secret& secret, JsonWriter& json) {
  json.BeginObject();
  json.Key("secret_id").String(secret.secret_id());
  json.Key("purpose").String(secret.purpose());
  json.Key("key").String(secret.key());
  json.Key("created_at").StringOrNull(secret.has_create_time() ? TimeForPrograms(secret.create_time()) : "");
  json.Key("chute_name").StringOrNull(secret.chute_name());
  json.EndObject();
}

}  // namespace

Table SecretsTable(const chutesd::v1::ListSecretsResponse& reply) {
  // The purpose is an id, too.
  Table table{{{"Secret ID"}, {"Purpose"}, {"Key", true}, {"Created"}, {"Chute", true}}, {}};
  for (const Secret& secret : reply.secrets()) {
    table.rows.push_back(
        {secret.secret_id(), secret.purpose(), secret.key(), CreatedText(secret), ChuteText(secret)});
  }
  return table;
}

std::string SecretsJson(const chutesd::v1::ListSecretsResponse& reply, const PageShown& shown) {
  JsonWriter json;
  json.BeginObject().Key("secrets").BeginArray();
  for (const Secret& secret : reply.secrets()) WriteSecret(secret, json);
  json.EndArray();
  json.Key("total").Integer(reply.total_size());
  json.Key("page").Integer(shown.page);
  json.Key("limit").Integer(shown.limit);
  return json.EndObject().Take();
}

Table SecretTable(const Secret& secret) {
  Table table{{{"Field"}, {"Value"}}, {}};
  table.rows.push_back({"Secret ID", secret.secret_id()});
  table.rows.push_back({"Purpose", secret.purpose()});
  if (!secret.chute_name().empty()) table.rows.push_back({"Chute", secret.chute_name()});
  table.rows.push_back({"Key", secret.key()});
  table.rows.push_back({"Created", CreatedText(secret)});
  return table;
}

std::string SecretJson(const Secret& secret) {
  JsonWriter json;
  WriteSecret(secret, json);
  return json.Take();
}

std::string DeletedSecretJson(const std::string& secret_id) {
  JsonWriter json;
  json.BeginObject();
  json.Key("secret_id").String(secret_id);
  json.Key("deleted").Bool(true);
  return json.EndObject().Take();
}

}  // namespace chutes::render
