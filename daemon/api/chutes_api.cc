#include "daemon/api/chutes_api.h"

#include <utility>

#include "daemon/api/outcome.h"
#include "daemon/base/failure.h"
#include "daemon/codec/api_key_json.h"
#include "daemon/codec/chute_json.h"
#include "daemon/codec/secret_json.h"
#include "daemon/codec/user_json.h"

namespace chutesd::api {
namespace {

using Body = asio::awaitable<Result<SecretString>>;

Call MakeCall(Operation operation, std::string subject, Account account, Route route) {
  Call call;
  call.asked.operation = operation;
  call.asked.subject = std::move(subject);
  call.account = std::move(account);
  call.route = std::move(route);
  return call;
}

const Status& StatusOf(const Status& status) { return status; }
template <typename T>
const Status& StatusOf(const Result<T>& result) {
  return result.status();
}

// The decoded answer of a read.
template <typename Decoder>
auto Decoded(const Result<SecretString>& body, Decoder decode) -> decltype(decode(std::string_view())) {
  if (!body.ok()) return body.status();
  return decode(body->Reveal());
}

// The decoded answer of a change: one that cannot be understood leaves the outcome open.
template <typename Decoder>
auto Decoded(const Asked& asked, const Result<SecretString>& body, Decoder decode)
    -> decltype(decode(std::string_view())) {
  auto decoded = Decoded(body, decode);
  if (body.ok() && !decoded.ok()) return OutcomeUnknown(asked, StatusOf(decoded));
  return decoded;
}

}  // namespace

ChutesApi::ChutesApi(http::HttpClient& http, const Clock& clock, Sleeper& sleeper, Jitter jitter)
    : caller_(http, clock, sleeper, std::move(jitter)) {}

asio::awaitable<Status> ChutesApi::Ping(CallContext ctx, std::string api_url) {
  Account nobody;
  nobody.api_url = std::move(api_url);
  Call call = MakeCall(Operation::kPing, "", std::move(nobody), PingRoute());
  Body reading = caller_.Read(std::move(ctx), std::move(call));
  const Result<SecretString> body = co_await std::move(reading);
  co_return body.status();
}

asio::awaitable<Result<model::User>> ChutesApi::GetUser(CallContext ctx, Account account) {
  Call call = MakeCall(Operation::kGetUser, "", std::move(account), UserRoute());
  Body reading = caller_.Read(std::move(ctx), std::move(call));
  const Result<SecretString> body = co_await std::move(reading);
  co_return Decoded(body, codec::DecodeUser);
}

asio::awaitable<Result<model::RegisteredUser>> ChutesApi::RegisterUser(
    CallContext ctx, std::string api_url, std::shared_ptr<const crypto::Hotkey> hotkey, std::string username,
    std::string coldkey, SecretString token) {
  Account account;
  account.api_url = RegistrationUrl(api_url);
  account.hotkey = std::move(hotkey);
  Call call = MakeCall(Operation::kRegisterUser, username, std::move(account), RegisterRoute(token.Reveal()));
  call.body = codec::EncodeRegistration(username, coldkey);
  call.secret_sent = std::move(token);
  const Asked asked = call.asked;
  Body changing = caller_.Change(std::move(ctx), std::move(call));
  const Result<SecretString> body = co_await std::move(changing);
  co_return Decoded(asked, body, codec::DecodeRegisteredUser);
}

asio::awaitable<Result<model::UsernameCheck>> ChutesApi::CheckUsername(CallContext ctx, std::string api_url,
                                                                       std::string username) {
  Account nobody;
  nobody.api_url = std::move(api_url);
  Call call = MakeCall(Operation::kCheckUsername, username, std::move(nobody), UsernameRoute(username));
  Body reading = caller_.Read(std::move(ctx), std::move(call));
  const Result<SecretString> body = co_await std::move(reading);
  co_return Decoded(body, codec::DecodeUsernameCheck);
}

asio::awaitable<Status> ChutesApi::ChangeFingerprint(CallContext ctx, Account account,
                                                     SecretString fingerprint) {
  if (fingerprint.empty()) co_return FailField("fingerprint", "is empty: nobody could sign in with it");
  account.user_id.clear();  // as the official CLI, which does not send it here
  Call call = MakeCall(Operation::kChangeFingerprint, "", std::move(account), FingerprintRoute());
  call.body = codec::EncodeFingerprint(fingerprint);
  call.secret_sent = std::move(fingerprint);
  const Asked asked = call.asked;
  Body changing = caller_.Change(std::move(ctx), std::move(call));
  const Result<SecretString> body = co_await std::move(changing);
  co_return Decoded(asked, body, codec::DecodeFingerprintChange);
}

asio::awaitable<Result<model::Page<model::ApiKey>>> ChutesApi::ListKeys(CallContext ctx, Account account,
                                                                        std::int64_t page,
                                                                        std::int64_t limit) {
  Call call = MakeCall(Operation::kListKeys, "", std::move(account), KeysRoute(page, limit));
  Body reading = caller_.Read(std::move(ctx), std::move(call));
  const Result<SecretString> body = co_await std::move(reading);
  co_return Decoded(body, codec::DecodeApiKeyPage);
}

asio::awaitable<Result<model::ApiKey>> ChutesApi::GetKey(CallContext ctx, Account account,
                                                         std::string api_key_id) {
  Result<Route> route = KeyRoute(api_key_id);
  if (!route.ok()) co_return route.status();
  Call call = MakeCall(Operation::kGetKey, std::move(api_key_id), std::move(account), *std::move(route));
  Body reading = caller_.Read(std::move(ctx), std::move(call));
  const Result<SecretString> body = co_await std::move(reading);
  co_return Decoded(body, codec::DecodeApiKey);
}

asio::awaitable<Result<model::CreatedApiKey>> ChutesApi::CreateKey(CallContext ctx, Account account,
                                                                   model::ApiKeySpec spec) {
  Call call = MakeCall(Operation::kCreateKey, spec.name, std::move(account), KeysRoute());
  call.body = codec::EncodeApiKeySpec(spec);
  const Asked asked = call.asked;
  Body changing = caller_.Change(std::move(ctx), std::move(call));
  const Result<SecretString> body = co_await std::move(changing);
  co_return Decoded(asked, body, codec::DecodeCreatedApiKey);
}

asio::awaitable<Status> ChutesApi::DeleteKey(CallContext ctx, Account account, std::string api_key_id) {
  Result<Route> route = KeyRoute(api_key_id);
  if (!route.ok()) co_return route.status();
  Call call = MakeCall(Operation::kDeleteKey, std::move(api_key_id), std::move(account), *std::move(route));
  const Asked asked = call.asked;
  Body changing = caller_.Change(std::move(ctx), std::move(call));
  const Result<SecretString> body = co_await std::move(changing);
  co_return Decoded(asked, body, codec::DecodeKeyDeletion);
}

asio::awaitable<Result<model::Page<model::Secret>>> ChutesApi::ListSecrets(CallContext ctx, Account account,
                                                                           std::int64_t page,
                                                                           std::int64_t limit) {
  Call call = MakeCall(Operation::kListSecrets, "", std::move(account), SecretsRoute(page, limit));
  Body reading = caller_.Read(std::move(ctx), std::move(call));
  const Result<SecretString> body = co_await std::move(reading);
  co_return Decoded(body, codec::DecodeSecretPage);
}

asio::awaitable<Result<model::Secret>> ChutesApi::GetSecret(CallContext ctx, Account account,
                                                            std::string secret_id) {
  Result<Route> route = SecretRoute(secret_id);
  if (!route.ok()) co_return route.status();
  Call call = MakeCall(Operation::kGetSecret, std::move(secret_id), std::move(account), *std::move(route));
  Body reading = caller_.Read(std::move(ctx), std::move(call));
  const Result<SecretString> body = co_await std::move(reading);
  co_return Decoded(body, codec::DecodeSecret);
}

asio::awaitable<Result<model::Secret>> ChutesApi::CreateSecret(CallContext ctx, Account account,
                                                               std::string purpose, std::string key,
                                                               SecretString value) {
  Call call = MakeCall(Operation::kCreateSecret, key, std::move(account), SecretsRoute());
  call.body = codec::EncodeNewSecret(purpose, key, value);
  call.secret_sent = std::move(value);
  const Asked asked = call.asked;
  Body changing = caller_.Change(std::move(ctx), std::move(call));
  const Result<SecretString> body = co_await std::move(changing);
  co_return Decoded(asked, body, codec::DecodeSecret);
}

asio::awaitable<Status> ChutesApi::DeleteSecret(CallContext ctx, Account account, std::string secret_id) {
  Result<Route> route = SecretRoute(secret_id);
  if (!route.ok()) co_return route.status();
  Call call = MakeCall(Operation::kDeleteSecret, std::move(secret_id), std::move(account), *std::move(route));
  const Asked asked = call.asked;
  Body changing = caller_.Change(std::move(ctx), std::move(call));
  const Result<SecretString> body = co_await std::move(changing);
  co_return Decoded(asked, body, codec::DecodeSecretDeletion);
}

asio::awaitable<Result<model::Page<model::Chute>>> ChutesApi::ListChutes(CallContext ctx, Account account,
                                                                         std::string name, std::int64_t page,
                                                                         std::int64_t limit) {
  Call call = MakeCall(Operation::kListChutes, "", std::move(account), ChutesRoute(name, page, limit));
  Body reading = caller_.Read(std::move(ctx), std::move(call));
  const Result<SecretString> body = co_await std::move(reading);
  co_return Decoded(body, codec::DecodeChutePage);
}

}  // namespace chutesd::api
