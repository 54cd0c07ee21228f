#include "daemon/codec/api_json.h"

#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "daemon/codec/json.h"
#include "daemon/codec/json_reader.h"

namespace chutesd::codec {
namespace {

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
  scope.object_type = ValueOf(model::kObjectTypes, reader.OptionalString("object_type"))
                          .value_or(model::ObjectType::kUnknown);
  scope.object_id = reader.OptionalString("object_id");
  scope.action = ValueOf(model::kActions, reader.OptionalString("action"));
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
  AppendQuoted(out, model::NameOf(scope.object_type));
  if (scope.object_id) {
    out.Append(R"(,"object_id":)");
    AppendQuoted(out, *scope.object_id);
  }
  if (scope.action) {
    out.Append(R"(,"action":)");
    AppendQuoted(out, model::NameOf(*scope.action));
  } else if (scope.object_id) {
    out.Append(R"(,"action":null)");
  }
  out.Append("}");
}

model::Secret ReadSecret(JsonReader& reader) {
  model::Secret secret;
  secret.secret_id = reader.Id("secret_id");
  secret.purpose = reader.Id("purpose");
  secret.key = reader.String("key");
  secret.create_time = reader.Time("created_at");
  return secret;
}

model::User ReadUser(JsonReader& reader) {
  model::User user;
  user.username = reader.String("username");
  user.user_id = reader.Id("user_id");
  // The server takes any text for these two.
  user.hotkey = reader.String("hotkey");
  user.coldkey = reader.String("coldkey");
  user.payment_address = reader.Id("payment_address");
  user.balance = reader.OptionalNumber("balance");
  user.create_time = reader.Time("created_at");
  return user;
}

model::Chute ReadChute(JsonReader& reader) {
  model::Chute chute;
  chute.chute_id = reader.Id("chute_id");
  chute.name = reader.String("name");
  std::optional<JsonReader> user = reader.OptionalObject("user");
  if (user) chute.owner_user_id = user->Id("user_id");
  return chute;
}

// An object of texts in orjson's layout or, `like_python`, in that of Python's json.dumps.
SecretString ObjectOf(std::initializer_list<std::pair<std::string_view, std::string_view>> members,
                      bool like_python) {
  SecretString body("{");
  for (const auto& [name, text] : members) {
    if (body.size() > 1) body.Append(like_python ? ", " : ",");
    AppendQuoted(body, name);
    body.Append(like_python ? ": " : ":");
    (like_python ? AppendQuotedAscii : AppendQuoted)(body, text);
  }
  body.Append("}");
  return body;
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

Result<model::Secret> DecodeSecret(std::string_view body) { return Decode(body, ReadSecret); }

Result<model::Page<model::Secret>> DecodeSecretPage(std::string_view body) {
  return DecodePage(body, ReadSecret);
}

Status DecodeSecretDeletion(std::string_view body) {
  const auto secret_id = Decode(body, [](JsonReader& reader) { return reader.Id("secret_id"); });
  return secret_id.status();
}

SecretString EncodeNewSecret(std::string_view purpose, std::string_view key, const SecretString& value) {
  return ObjectOf({{"purpose", purpose}, {"key", key}, {"value", value.Reveal()}}, /*like_python=*/false);
}

Result<model::User> DecodeUser(std::string_view body) { return Decode(body, ReadUser); }

Result<model::RegisteredUser> DecodeRegisteredUser(std::string_view body) {
  return Decode(body, [](JsonReader& reader) {
    model::RegisteredUser registered;
    registered.user = ReadUser(reader);
    registered.fingerprint = reader.Secret("fingerprint");
    if (registered.fingerprint.empty()) reader.Report("fingerprint", "is empty");
    return registered;
  });
}

Result<model::UsernameCheck> DecodeUsernameCheck(std::string_view body) {
  return Decode(body, [](JsonReader& reader) {
    model::UsernameCheck check;
    check.valid = reader.Bool("valid");
    check.available = reader.Bool("available");
    return check;
  });
}

Status DecodeFingerprintChange(std::string_view body) {
  return Decode(body, [](JsonReader& reader) { return reader.String("status"); }).status();
}

SecretString EncodeFingerprint(const SecretString& fingerprint) {
  return ObjectOf({{"fingerprint", fingerprint.Reveal()}}, /*like_python=*/true);
}

SecretString EncodeRegistration(std::string_view username, std::string_view coldkey) {
  return ObjectOf({{"username", username}, {"coldkey", coldkey}}, /*like_python=*/true);
}

Result<model::Page<model::Chute>> DecodeChutePage(std::string_view body) {
  return DecodePage(body, ReadChute);
}

}  // namespace chutesd::codec
