#include "client/render/keys_view.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "client/render/value_text.h"

namespace chutes::render {

namespace {

using chutesd::v1::ApiKey;
using chutesd::v1::Scope;

constexpr std::string_view kNothing = "-";

std::string OrUnknown(const std::string& name) { return name.empty() ? "?" : name; }

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

Json TimeJson(bool present, const google::protobuf::Timestamp& time) {
  return OrNull(present ? TimeForPrograms(time) : "");
}

Json ScopesJson(const ApiKey& key) {
  Json scopes = Json::array();
  for (const Scope& scope : key.scopes()) {
    Json& json = scopes.emplace_back();
    json["object_type"] = OrNull(NameOf(scope.object_type()));
    json["object_id"] = OrNull(scope.object_id());
    json["action"] = OrNull(NameOf(scope.action()));
  }
  return scopes;
}

Json OneKeyJson(const ApiKey& key) {
  Json json;
  json["api_key_id"] = key.api_key_id();
  json["name"] = key.name();
  json["admin"] = key.admin();
  json["scopes"] = ScopesJson(key);
  json["created_at"] = TimeJson(key.has_create_time(), key.create_time());
  json["last_used_at"] = TimeJson(key.has_last_used_time(), key.last_used_time());
  json["action_source"] = key.in_ledger() ? "ledger" : "unknown";
  json["secret_lost"] = key.secret_lost();
  return json;
}

template <typename Reply>
std::string PageJson(const char* name, Json items, const Reply& reply, const PageShown& shown) {
  Json json;
  json[name] = std::move(items);
  json["total"] = reply.total_size();
  json["page"] = shown.page;
  json["limit"] = shown.limit;
  return JsonText(json);
}

}  // namespace

std::string ScopeText(const Scope& scope, bool known) {
  const std::string action = NameOf(scope.action());
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
  Json keys = Json::array();
  for (const ApiKey& key : reply.keys()) keys.push_back(OneKeyJson(key));
  return PageJson("keys", std::move(keys), reply, shown);
}

std::string KeyCountJson(const chutesd::v1::ListKeysResponse& reply) {
  Json json;
  json["count"] = reply.total_size();
  return JsonText(json);
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

std::string KeyJson(const ApiKey& key) { return JsonText(OneKeyJson(key)); }

std::string CreatedKeyJson(const chutesd::v1::CreateKeyResponse& reply) {
  const ApiKey& key = reply.key();
  Json json;
  json["api_key_id"] = key.api_key_id();
  json["name"] = key.name();
  json["secret_key"] = reply.secret_key();
  json["admin"] = key.admin();
  json["scopes"] = ScopesJson(key);
  json["created_at"] = TimeJson(key.has_create_time(), key.create_time());
  return JsonText(json);
}

std::string DeletedKeyJson(const ApiKey& key) {
  Json json;
  json["api_key_id"] = key.api_key_id();
  json["name"] = key.name();
  json["deleted"] = true;
  return JsonText(json);
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

Json OneSecretJson(const Secret& secret) {
  Json json;
  json["secret_id"] = secret.secret_id();
  json["purpose"] = secret.purpose();
  json["key"] = secret.key();
  json["created_at"] = TimeJson(secret.has_create_time(), secret.create_time());
  json["chute_name"] = OrNull(secret.chute_name());
  return json;
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
  Json secrets = Json::array();
  for (const Secret& secret : reply.secrets()) secrets.push_back(OneSecretJson(secret));
  return PageJson("secrets", std::move(secrets), reply, shown);
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

std::string SecretJson(const Secret& secret) { return JsonText(OneSecretJson(secret)); }

std::string DeletedSecretJson(const std::string& secret_id) {
  Json json;
  json["secret_id"] = secret_id;
  json["deleted"] = true;
  return JsonText(json);
}

}  // namespace chutes::render
