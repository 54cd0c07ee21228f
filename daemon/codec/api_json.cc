#include "daemon/codec/api_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "daemon/codec/json.h"

namespace chutesd::codec {
namespace {

using nlohmann::ordered_json;

// The value whose name is `text`; nothing if there is none.
template <typename Enum, std::size_t N>
std::optional<Enum> EnumOf(const std::array<std::string_view, N>& names,
                           const std::optional<std::string>& text) {
  const auto found = std::find(names.begin() + 1, names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

model::Scope ReadScope(JsonReader& reader) {
  return {.object_type = EnumOf<model::ObjectType>(model::kObjectTypes, reader.OptionalString("object_type"))
                             .value_or(model::ObjectType::kUnknown),
          .object_id = reader.OptionalString("object_id"),
          .action = EnumOf<model::Action>(model::kActions, reader.OptionalString("action"))};
}

model::ApiKey ReadApiKey(JsonReader& reader) {
  model::ApiKey key{.api_key_id = reader.Id("api_key_id"),
                    .name = reader.String("name"),
                    .admin = reader.OptionalBool(reader.Needed("admin")),
                    .create_time = reader.OptionalTime(reader.Needed("created_at")),
                    .last_used_time = reader.OptionalTime("last_used_at"),
                    .user_id = reader.OptionalString("user_id").value_or("")};
  for (JsonReader& scope : reader.Objects("scopes")) key.scopes.push_back(ReadScope(scope));
  return key;
}

ordered_json WriteScope(const model::Scope& scope) {
  ordered_json written = {{"object_type", model::NameOf(scope.object_type)}};
  if (scope.object_id) written["object_id"] = *scope.object_id;
  if (scope.object_id) written["action"] = nullptr;
  if (scope.action) written["action"] = model::NameOf(*scope.action);
  return written;
}

model::Secret ReadSecret(JsonReader& reader) {
  return {.secret_id = reader.Id("secret_id"),
          .purpose = reader.Id("purpose"),
          .key = reader.String("key"),
          .create_time = reader.OptionalTime(reader.Needed("created_at"))};
}

model::User ReadUser(JsonReader& reader) {
  return {.username = reader.String("username"),
          .user_id = reader.Id("user_id"),
          // The server takes any text for these two.
          .hotkey = reader.String("hotkey"),
          .coldkey = reader.String("coldkey"),
          .payment_address = reader.Id("payment_address"),
          .balance = reader.OptionalNumber("balance"),
          .create_time = reader.OptionalTime(reader.Needed("created_at"))};
}

model::Chute ReadChute(JsonReader& reader) {
  model::Chute chute{.chute_id = reader.Id("chute_id"), .name = reader.String("name")};
  std::optional<JsonReader> user = reader.OptionalObject("user");
  if (user) chute.owner_user_id = user->Id("user_id");
  return chute;
}

// What has an id, without which it would be something else, and of which all else may be left out.
template <typename Item>
Result<Item> DecodeById(std::string_view body, std::string_view id_name, Item (*read)(JsonReader& reader)) {
  return Decode(body, [&](JsonReader& reader) {
    (void)reader.Id(id_name);
    JsonReader lenient = reader.Lenient();
    return read(lenient);
  });
}

// What is shown once, in this reply alone.
SecretString ReadShownOnce(JsonReader& reader, std::string_view name) {
  SecretString secret = reader.Secret(name);
  if (secret.empty()) reader.Report(name, "is empty");
  return secret;
}

}  // namespace

Result<model::ApiKey> DecodeApiKey(std::string_view body) {
  return DecodeById(body, "api_key_id", ReadApiKey);
}

Result<model::Page<model::ApiKey>> DecodeApiKeyPage(std::string_view body) {
  return DecodePage(body, ReadApiKey);
}

Result<model::CreatedApiKey> DecodeCreatedApiKey(std::string_view body) {
  return Decode(body, [](JsonReader& reader) {
    SecretString secret_key = ReadShownOnce(reader, "secret_key");
    JsonReader rest = reader.Lenient();
    model::ApiKey key = ReadApiKey(rest);
    return model::CreatedApiKey{std::move(key), std::move(secret_key), rest.left_out()};
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
  ordered_json body = {{"name", spec.name}, {"admin", spec.admin}};
  if (!spec.admin) {
    ordered_json& scopes = body["scopes"] = ordered_json::array();
    for (const model::Scope& scope : spec.scopes) scopes.push_back(WriteScope(scope));
  }
  return SecretString(WriteJson(body));
}

Result<model::Secret> DecodeSecret(std::string_view body) {
  return DecodeById(body, "secret_id", ReadSecret);
}

Result<model::Page<model::Secret>> DecodeSecretPage(std::string_view body) {
  return DecodePage(body, ReadSecret);
}

Status DecodeSecretDeletion(std::string_view body) {
  return Decode(body, [](JsonReader& reader) { return reader.Id("secret_id"); }).status();
}

SecretString EncodeNewSecret(std::string_view purpose, std::string_view key, const SecretString& value) {
  return SecretString(WriteJson({{"purpose", purpose}, {"key", key}, {"value", value.Reveal()}}));
}

Result<model::User> DecodeUser(std::string_view body) { return Decode(body, ReadUser); }

Result<model::RegisteredUser> DecodeRegisteredUser(std::string_view body) {
  return Decode(body, [](JsonReader& reader) {
    SecretString fingerprint = ReadShownOnce(reader, "fingerprint");
    JsonReader rest = reader.Lenient();
    model::User user = ReadUser(rest);
    return model::RegisteredUser{std::move(user), std::move(fingerprint), rest.left_out()};
  });
}

Result<model::UsernameCheck> DecodeUsernameCheck(std::string_view body) {
  return Decode(body, [](JsonReader& reader) {
    return model::UsernameCheck{.valid = reader.Bool("valid"), .available = reader.Bool("available")};
  });
}

Status DecodeFingerprintChange(std::string_view body) {
  return Decode(body, [](JsonReader& reader) { return reader.String("status"); }).status();
}

SecretString EncodeFingerprint(const SecretString& fingerprint) {
  return SecretString(fmt::format(R"({{"fingerprint": {}}})", WriteAscii(fingerprint.Reveal())));
}

SecretString EncodeRegistration(std::string_view username, std::string_view coldkey) {
  return SecretString(
      fmt::format(R"({{"username": {}, "coldkey": {}}})", WriteAscii(username), WriteAscii(coldkey)));
}

Result<model::Page<model::Chute>> DecodeChutePage(std::string_view body) {
  return DecodePage(body, ReadChute);
}

}  // namespace chutesd::codec
