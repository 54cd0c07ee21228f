#include "daemon/codec/api_key_json.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "daemon/codec/json_decode.h"
#include "daemon/codec/json_reader.h"
#include "daemon/codec/json_writer.h"

namespace chutesd::codec {
namespace {

constexpr std::array<std::pair<model::ObjectType, std::string_view>, 3> kObjectTypes = {
    {{model::ObjectType::kImages, "images"},
     {model::ObjectType::kChutes, "chutes"},
     {model::ObjectType::kInvocations, "invocations"}}};

constexpr std::array<std::pair<model::Action, std::string_view>, 4> kActions = {
    {{model::Action::kRead, "read"},
     {model::Action::kWrite, "write"},
     {model::Action::kDelete, "delete"},
     {model::Action::kInvoke, "invoke"}}};

template <typename Enum, std::size_t N>
std::string_view NameOf(const std::array<std::pair<Enum, std::string_view>, N>& names, Enum value) {
  for (const auto& [each, name] : names) {
    if (each == value) return name;
  }
  return "";
}

template <typename Enum, std::size_t N>
std::optional<Enum> ValueOf(const std::array<std::pair<Enum, std::string_view>, N>& names,
                            const std::optional<std::string>& text) {
  for (const auto& [value, name] : names) {
    if (text == name) return value;
  }
  return std::nullopt;
}

model::Scope ReadScope(JsonReader& reader) {
  model::Scope scope;
  scope.object_type =
      ValueOf(kObjectTypes, reader.OptionalString("object_type")).value_or(model::ObjectType::kUnknown);
  scope.object_id = reader.OptionalString("object_id");
  scope.action = ValueOf(kActions, reader.OptionalString("action"));
  return scope;
}

model::ApiKey ReadApiKey(JsonReader& reader) {
  model::ApiKey key;
  key.api_key_id = reader.Id("api_key_id");
  key.name = reader.String("name");
  key.admin = reader.Bool("admin");
  for (JsonReader& scope : reader.Objects("scopes")) key.scopes.push_back(ReadScope(scope));
  key.create_time = reader.Time("created_at");
  key.last_used_time = reader.OptionalTime("last_used_at");
  return key;
}

void AppendScope(SecretString& out, const model::Scope& scope) {
  out.Append(R"({"object_type":)");
  AppendQuoted(out, NameOf(kObjectTypes, scope.object_type));
  if (scope.object_id) {
    out.Append(R"(,"object_id":)");
    AppendQuoted(out, *scope.object_id);
  }
  if (scope.action) {
    out.Append(R"(,"action":)");
    AppendQuoted(out, NameOf(kActions, *scope.action));
  } else if (scope.object_id) {
    out.Append(R"(,"action":null)");
  }
  out.Append("}");
}

}  // namespace

Result<model::ApiKey> DecodeApiKey(std::string_view body) { return Decode(body, ReadApiKey); }

Result<model::Page<model::ApiKey>> DecodeApiKeyPage(std::string_view body) {
  return DecodePage(body, ReadApiKey);
}

Result<model::CreatedApiKey> DecodeCreatedApiKey(std::string_view body) {
  return Decode(body, [](JsonReader& reader) {
    model::CreatedApiKey created;
    created.key = ReadApiKey(reader);
    created.secret_key = reader.Secret("secret_key");
    if (created.secret_key.empty()) reader.Report("secret_key", "is empty");
    return created;
  });
}

Status DecodeKeyDeletion(std::string_view body) {
  const auto deleted = Decode(body, [](JsonReader& reader) {
    const bool said = reader.Bool("deleted");
    if (!said) reader.Report("deleted", "is not true");
    return said;
  });
  return deleted.status();
}

SecretString EncodeApiKeySpec(const model::ApiKeySpec& spec) {
  SecretString body;
  body.Append(R"({"name":)");
  AppendQuoted(body, spec.name);
  if (spec.admin) {
    body.Append(R"(,"admin":true})");
    return body;
  }
  body.Append(R"(,"admin":false,"scopes":[)");
  for (std::size_t i = 0; i < spec.scopes.size(); ++i) {
    if (i > 0) body.Append(",");
    AppendScope(body, spec.scopes[i]);
  }
  body.Append("]}");
  return body;
}

}  // namespace chutesd::codec
