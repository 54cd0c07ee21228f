#include "daemon/codec/secret_json.h"

#include "daemon/codec/json_decode.h"
#include "daemon/codec/json_reader.h"
#include "daemon/codec/json_writer.h"

namespace chutesd::codec {
namespace {

model::Secret ReadSecret(JsonReader& reader) {
  model::Secret secret;
  secret.secret_id = reader.Id("secret_id");
  secret.purpose = reader.Id("purpose");
  secret.key = reader.String("key");
  secret.create_time = reader.Time("created_at");
  return secret;
}

}  // namespace

Result<model::Secret> DecodeSecret(std::string_view body) { return Decode(body, ReadSecret); }

Result<model::Page<model::Secret>> DecodeSecretPage(std::string_view body) {
  return DecodePage(body, ReadSecret);
}

Status DecodeSecretDeletion(std::string_view body) {
  const auto secret_id = Decode(body, [](JsonReader& reader) { return reader.Id("secret_id"); });
  return secret_id.status();
}

SecretString EncodeNewSecret(std::string_view purpose, std::string_view key, const SecretString& value) {
  SecretString body;
  body.Append(R"({"purpose":)");
  AppendQuoted(body, purpose);
  body.Append(R"(,"key":)");
  AppendQuoted(body, key);
  body.Append(R"(,"value":)");
  AppendQuoted(body, value.Reveal());
  body.Append("}");
  return body;
}

}  // namespace chutesd::codec
