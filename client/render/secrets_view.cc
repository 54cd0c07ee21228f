#include "client/render/secrets_view.h"

#include "client/render/json_writer.h"
#include "client/render/time_text.h"

namespace chutes::render {
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
