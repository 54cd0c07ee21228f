#include "daemon/codec/user_json.h"

#include "daemon/codec/json_decode.h"
#include "daemon/codec/json_reader.h"
#include "daemon/codec/json_writer.h"

namespace chutesd::codec {
namespace {

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

}  // namespace

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
  SecretString body;
  body.Append(R"({"fingerprint": )");
  AppendQuotedAscii(body, fingerprint.Reveal());
  body.Append("}");
  return body;
}

SecretString EncodeRegistration(std::string_view username, std::string_view coldkey) {
  SecretString body;
  body.Append(R"({"username": )");
  AppendQuotedAscii(body, username);
  body.Append(R"(, "coldkey": )");
  AppendQuotedAscii(body, coldkey);
  body.Append("}");
  return body;
}

}  // namespace chutesd::codec
