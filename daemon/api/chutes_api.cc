#include "daemon/api/chutes_api.h"

#include <utility>

#include "daemon/api/http_time.h"
#include "daemon/api/upstream_status.h"
#include "daemon/codec/api_json.h"

namespace chutesd::api {
namespace {

Result<Call> CallOf(Operation operation, std::string subject, Account account, Result<Route> route) {
  if (!route.ok()) return route.status();
  Call call;
  call.info = {operation, std::move(subject)};
  call.account = std::move(account);
  call.route = *std::move(route);
  return call;
}

const Status& StatusOf(const Status& status) { return status; }
template <typename T>
const Status& StatusOf(const Result<T>& result) {
  return result.status();
}

}  // namespace

ChutesApi::ChutesApi(http::HttpClient& http, const Clock& clock, Sleeper& sleeper, Jitter jitter)
    : sender_(http, clock, sleeper, std::move(jitter)) {}

template <typename Decoder>
auto ChutesApi::Send(CallContext ctx, Result<Call> call, Decoder decode)
    -> asio::awaitable<decltype(decode(std::string_view()))> {
  if (!call.ok()) co_return call.status();
  const RequestInfo info = call->info;
  const Result<SecretString> body = co_await sender_.Send(std::move(ctx), *std::move(call));
  if (!body.ok()) co_return body.status();
  auto decoded = decode(body->Reveal());
  // Nobody can tell from it whether the change was made.
  if (!decoded.ok() && TraitsOf(info.operation).is_change) co_return OutcomeUnknown(info, StatusOf(decoded));
  co_return decoded;
}

asio::awaitable<Result<model::User>> ChutesApi::GetUser(CallContext ctx, Account account) {
  return Send(std::move(ctx), CallOf(Operation::kGetUser, "", std::move(account), UserRoute()),
              codec::DecodeUser);
}

asio::awaitable<Result<model::RegisteredUser>> ChutesApi::RegisterUser(
    CallContext ctx, const std::string& api_url, std::shared_ptr<const crypto::Hotkey> hotkey,
    const std::string& username, const std::string& coldkey, SecretString token) {
  Account account;
  account.api_url = RegistrationUrl(api_url);
  account.hotkey = std::move(hotkey);
  Result<Call> call =
      CallOf(Operation::kRegisterUser, username, std::move(account), RegisterRoute(token.Reveal()));
  call->body = codec::EncodeRegistration(username, coldkey);
  call->secret_sent = std::move(token);
  return Send(std::move(ctx), std::move(call), codec::DecodeRegisteredUser);
}

asio::awaitable<Result<model::UsernameCheck>> ChutesApi::CheckUsername(CallContext ctx, std::string api_url,
                                                                       const std::string& username) {
  Account nobody;
  nobody.api_url = std::move(api_url);
  return Send(std::move(ctx),
              CallOf(Operation::kCheckUsername, username, std::move(nobody), UsernameRoute(username)),
              codec::DecodeUsernameCheck);
}

asio::awaitable<Status> ChutesApi::ChangeFingerprint(CallContext ctx, Account account,
                                                     SecretString fingerprint) {
  account.user_id.clear();  // as the official CLI, which does not send it here
  Result<Call> call = CallOf(Operation::kChangeFingerprint, "", std::move(account), FingerprintRoute());
  call->body = codec::EncodeFingerprint(fingerprint);
  call->secret_sent = std::move(fingerprint);
  if (call->secret_sent.empty()) call = FailField("fingerprint", "is empty: nobody could sign in with it");
  return Send(std::move(ctx), std::move(call), codec::DecodeFingerprintChange);
}

asio::awaitable<Result<model::Page<model::ApiKey>>> ChutesApi::ListKeys(CallContext ctx, Account account,
                                                                        std::int64_t page,
                                                                        std::int64_t limit) {
  return Send(std::move(ctx), CallOf(Operation::kListKeys, "", std::move(account), KeysRoute(page, limit)),
              codec::DecodeApiKeyPage);
}

asio::awaitable<Result<model::ApiKey>> ChutesApi::GetKey(CallContext ctx, Account account,
                                                         const std::string& api_key_id) {
  return Send(std::move(ctx),
              CallOf(Operation::kGetKey, api_key_id, std::move(account), KeyRoute(api_key_id)),
              codec::DecodeApiKey);
}

asio::awaitable<Result<model::CreatedApiKey>> ChutesApi::CreateKey(CallContext ctx, Account account,
                                                                   const model::ApiKeySpec& spec) {
  Result<Call> call = CallOf(Operation::kCreateKey, spec.name, std::move(account), KeysRoute());
  call->body = codec::EncodeApiKeySpec(spec);
  return Send(std::move(ctx), std::move(call), codec::DecodeCreatedApiKey);
}

asio::awaitable<Status> ChutesApi::DeleteKey(CallContext ctx, Account account,
                                             const std::string& api_key_id) {
  return Send(std::move(ctx),
              CallOf(Operation::kDeleteKey, api_key_id, std::move(account), KeyRoute(api_key_id)),
              codec::DecodeKeyDeletion);
}

asio::awaitable<Result<model::Page<model::Secret>>> ChutesApi::ListSecrets(CallContext ctx, Account account,
                                                                           std::int64_t page,
                                                                           std::int64_t limit) {
  return Send(std::move(ctx),
              CallOf(Operation::kListSecrets, "", std::move(account), SecretsRoute(page, limit)),
              codec::DecodeSecretPage);
}

asio::awaitable<Result<model::Secret>> ChutesApi::GetSecret(CallContext ctx, Account account,
                                                            const std::string& secret_id) {
  return Send(std::move(ctx),
              CallOf(Operation::kGetSecret, secret_id, std::move(account), SecretRoute(secret_id)),
              codec::DecodeSecret);
}

asio::awaitable<Result<model::Secret>> ChutesApi::CreateSecret(CallContext ctx, Account account,
                                                               const std::string& purpose,
                                                               const std::string& key, SecretString value) {
  Result<Call> call = CallOf(Operation::kCreateSecret, key, std::move(account), SecretsRoute());
  call->body = codec::EncodeNewSecret(purpose, key, value);
  call->secret_sent = std::move(value);
  return Send(std::move(ctx), std::move(call), codec::DecodeSecret);
}

asio::awaitable<Status> ChutesApi::DeleteSecret(CallContext ctx, Account account,
                                                const std::string& secret_id) {
  return Send(std::move(ctx),
              CallOf(Operation::kDeleteSecret, secret_id, std::move(account), SecretRoute(secret_id)),
              codec::DecodeSecretDeletion);
}

asio::awaitable<Result<model::Page<model::Chute>>> ChutesApi::ListChutes(CallContext ctx, Account account,
                                                                         const std::string& name,
                                                                         std::int64_t page,
                                                                         std::int64_t limit) {
  return Send(std::move(ctx),
              CallOf(Operation::kListChutes, "", std::move(account), ChutesRoute(name, page, limit)),
              codec::DecodeChutePage);
}

asio::awaitable<ProbeResult> ApiProbe::Ping(CallContext ctx, std::string api_url) {
  http::HttpRequest request;
  request.url = api_url + PingRoute().path;
  request.repeatable = false;  // so that the connection is a fresh one
  ProbeResult result;
  result.uses_tls = api_url.starts_with("https:");
  const Result<http::HttpResponse> answer = co_await http_.Send(std::move(ctx), std::move(request));
  if (!answer.ok()) {
    result.status = answer.status();
    co_return result;
  }
  const auto now = clock_.Now();
  result.status = UpstreamStatus({Operation::kPing, ""}, *answer, "", now);
  result.answered = true;
  result.times = answer->times;
  if (const auto date = ParseHttpDate(answer->date)) {
    result.clock_ahead = std::chrono::round<std::chrono::seconds>(*date - now);
  }
  co_return result;
}

}  // namespace chutesd::api
