#include "client/render/keys_view.h"

#include <fmt/format.h>

#include <vector>

#include "client/render/table.h"
#include "client/render/value_text.h"

namespace chutes::render {

namespace {

using chutesd::v1::ApiKey;
using chutesd::v1::Scope;
using chutesd::v1::Secret;

std::string OrUnknown(const std::string& name) { return name.empty() ? "?" : name; }

std::string ScopesText(const ApiKey& key) {
  std::string text = key.secret_lost() ? "secret lost" : "";
  for (const Scope& scope : key.scopes()) {
    text.append(text.empty() ? "" : ", ").append(ScopeText(scope, key.in_ledger()));
  }
  return text.empty() ? "-" : text;
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

// In a list, or alone.
Fields FieldsOf(const ApiKey& key, bool in_list) {
  const auto alone = [in_list](const char* title) { return in_list ? nullptr : title; };
  Fields fields;
  fields.AddText("ID", "api_key_id", key.api_key_id());
  fields.AddText("Name", "name", key.name(), /*may_be_cut=*/true);
  if (key.has_admin()) {
    fields.AddFlag("Admin", "admin", key.admin());
  } else {
    fields.AddText("Admin", "admin", "");
  }
  fields.Add(in_list || key.scopes().empty() ? "Scopes" : nullptr, "scopes", in_list ? ScopesText(key) : "-",
             ScopesJson(key), /*may_be_cut=*/true);
  if (!in_list) {
    for (const Scope& scope : key.scopes()) fields.Add("Scope", nullptr, ScopeText(scope, key.in_ledger()));
  }
  fields.AddTime(alone("Created"), "created_at", key.has_create_time(), key.create_time());
  if (key.secret_lost()) fields.Add(alone("Secret"), nullptr, "lost");
  fields.AddTime(alone("Last used"), "last_used_at", key.has_last_used_time(), key.last_used_time());
  fields.Add(nullptr, "action_source", "", key.in_ledger() ? "ledger" : "unknown");
  fields.AddFlag(nullptr, "secret_lost", key.secret_lost());
  return fields;
}

Fields FieldsOf(const Secret& secret, bool in_list) {
  const std::string& chute = secret.chute_name();
  Fields fields;
  fields.AddText("Secret ID", "secret_id", secret.secret_id());
  // The purpose is an id, too.
  fields.AddText("Purpose", "purpose", secret.purpose());
  if (!in_list && !chute.empty()) fields.Add("Chute", nullptr, chute);
  fields.AddText("Key", "key", secret.key(), /*may_be_cut=*/true);
  fields.AddTime("Created", "created_at", secret.has_create_time(), secret.create_time());
  fields.AddText(in_list ? "Chute" : nullptr, "chute_name", chute, /*may_be_cut=*/true);
  return fields;
}

template <typename Item, typename Reply>
std::string PageView(const char* name, const google::protobuf::RepeatedPtrField<Item>& list,
                     const Reply& reply, const PageShown& shown, const Form& form) {
  std::vector<Fields> items;
  for (const Item& item : list) items.push_back(FieldsOf(item, /*in_list=*/true));
  if (!form.json) return RenderTable(TableOf(FieldsOf(Item(), /*in_list=*/true), items), form);
  Json json;
  json[name] = ArrayOf(items);
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

bool HidesActions(const ApiKey& key) { return !key.in_ledger() && !key.scopes().empty(); }

std::string KeysView(const chutesd::v1::ListKeysResponse& reply, const PageShown& shown, const Form& form) {
  return PageView("keys", reply.keys(), reply, shown, form);
}

std::string KeyCountView(const chutesd::v1::ListKeysResponse& reply, const Form& form) {
  if (!form.json) return fmt::format("{}\n", reply.total_size());
  Json json;
  json["count"] = reply.total_size();
  return JsonText(json);
}

std::string KeyView(const ApiKey& key, const Form& form) {
  return FieldsOf(key, /*in_list=*/false).Shown(form);
}

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

std::string SecretsView(const chutesd::v1::ListSecretsResponse& reply, const PageShown& shown,
                        const Form& form) {
  return PageView("secrets", reply.secrets(), reply, shown, form);
}

std::string SecretView(const Secret& secret, const Form& form) {
  return FieldsOf(secret, /*in_list=*/false).Shown(form);
}

std::string DeletedSecretJson(const std::string& secret_id) {
  Json json;
  json["secret_id"] = secret_id;
  json["deleted"] = true;
  return JsonText(json);
}

}  // namespace chutes::render
