#include "daemon/api/chutes_api.h"

#include <fmt/format.h>

#include <utility>

#include "daemon/api/http_time.h"
#include "daemon/api/request_signer.h"
#include "daemon/api/upstream_status.h"
#include "daemon/codec/api_json.h"

namespace chutesd::api {

// A request to the API, before it is signed.
struct ChutesApi::Call {
  RequestInfo info;
  Account account;                // without a hotkey, the request is not signed
  SecretString query = {};        // percent-encoded, without `?`; holds the token of a registration
  SecretString body = {};         // empty for none
  SecretString secret_sent = {};  // the secret in it, if any: no error text may echo it
  std::string url = {};           // of account and info
};

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Status& StatusOf(const Status& status) { return status; }
template <typename T>
const Status& StatusOf(const Result<T>& result) {
  return result.status();
}

Account NobodyAt(std::string api_url) {
  Account nobody;
  nobody.api_url = std::move(api_url);
  return nobody;
}

SecretString Parameter(std::string_view name, std::string_view value) {
  SecretString query(name);
  query.Append("=");
  query.Append(http::PercentEncoded(value).Reveal());
  return query;
}

SecretString PageQuery(std::int64_t page, std::int64_t limit) {
  return SecretString(fmt::format("limit={}&page={}", limit, page));
}

Status NotSent(Reason reason, const RequestInfo& info, std::string_view why) {
  return Fail(reason,
              fmt::format("{} before the API was asked to {}; nothing was sent", why, Describe(info)));
}

}  // namespace

ChutesApi::ChutesApi(http::HttpClient& http, const Clock& clock, Sleeper& sleeper, Jitter jitter)
    : http_(http), clock_(clock), sleeper_(sleeper), jitter_(std::move(jitter)) {}

template <typename Decoder>
auto ChutesApi::Send(CallContext ctx, Call call, Decoder decode)
    -> asio::awaitable<decltype(decode(std::string_view()))> {
  const Result<std::string> path = PathOf(call.info);
  if (!path.ok()) co_return path.status();
  call.url = call.account.api_url + *path;
  const bool is_change = TraitsOf(call.info.operation).is_change();
  auto pending = is_change ? Change(std::move(ctx), call) : Read(std::move(ctx), call);
  const Result<SecretString> body = co_await std::move(pending);
  if (!body.ok()) co_return body.status();
  auto decoded = decode(body->Reveal());
  // Nobody can tell from it whether the change was made.
  if (!decoded.ok() && is_change) co_return OutcomeUnknown(call.info, StatusOf(decoded));
  co_return decoded;
}

asio::awaitable<Result<SecretString>> ChutesApi::Read(CallContext ctx, const Call& call) {
  for (int tries = 1;; ++tries) {
    http::HttpRequest request = RequestFor(call);
    Result<http::HttpResponse> answer = co_await http_.Send(ctx, std::move(request));
    Result<SecretString> body = Judge(call, std::move(answer));
    if (body.ok()) co_return body;
    const auto now = sleeper_.Now();
    const auto left = std::chrono::duration_cast<milliseconds>(ctx.deadline - now);
    const std::optional<milliseconds> wait = WaitBeforeRetry(body.status(), tries, left, jitter_());
    if (!wait) co_return body;
    const Status waited = co_await sleeper_.WaitUntil(now + *wait, ctx.stop);
    if (!waited.ok()) co_return waited;
  }
}

asio::awaitable<Result<SecretString>> ChutesApi::Change(CallContext ctx, const Call& call) {
  if (ctx.stop.stop_requested()) co_return NotSent(Reason::kCancelled, call.info, "the caller went away");
  if (sleeper_.Now() >= ctx.deadline) co_return NotSent(Reason::kTimeout, call.info, "time ran out");
  http::HttpRequest request = RequestFor(call);
  request.repeatable = false;
  CallContext to_the_end = ctx.Uninterrupted();
  Result<http::HttpResponse> answer = co_await http_.Send(std::move(to_the_end), std::move(request));
  if (!answer.ok()) co_return ChangeFailure(call.info, answer.status());
  co_return Judge(call, std::move(answer));
}

http::HttpRequest ChutesApi::RequestFor(const Call& call) const {
  const OperationTraits& traits = TraitsOf(call.info.operation);
  http::HttpRequest request;
  request.method = traits.method;
  request.url = call.url;
  request.query = call.query.Copy();
  request.body = call.body.Copy();
  if (call.account.hotkey != nullptr) {
    SigningInput input;
    input.nonce = std::chrono::duration_cast<seconds>(clock_.Now().time_since_epoch()).count();
    input.purpose = traits.purpose;
    input.body = call.body.Reveal();
    if (call.info.operation == Operation::kChangeFingerprint) {
      input.fingerprint = call.secret_sent.Reveal();
    }
    request.headers = SignedHeaders(*call.account.hotkey, call.account.user_id, input);
  } else if (call.account.api_key != nullptr) {
    if (!call.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    request.authorization = SecretString("Basic ");
    request.authorization.Append(call.account.api_key->Reveal());
  }
  return request;
}

Result<SecretString> ChutesApi::Judge(const Call& call, Result<http::HttpResponse> answer) const {
  if (!answer.ok()) return answer.status();
  Status status = UpstreamStatus(call.info, *answer, call.secret_sent.Reveal(), clock_.Now());
  if (status.ok()) return std::move(answer->body);
  return call.account.uses_api_key() ? ForApiKey(status, call.account.api_key->Reveal()) : status;
}

asio::awaitable<ProbeResult> ChutesApi::Ping(CallContext ctx, std::string api_url) {
  const RequestInfo info{Operation::kPing};
  http::HttpRequest request;
  request.url = api_url + PathOf(info).value_or("");
  request.repeatable = false;  // so that the connection is a fresh one
  ProbeResult result;
  result.url = http::ParseApiUrl(api_url).value_or(http::ApiUrl());
  const Result<http::HttpResponse> answer = co_await http_.Send(std::move(ctx), std::move(request));
  if (!answer.ok()) {
    result.status = answer.status();
    co_return result;
  }
  const auto now = clock_.Now();
  result.status = UpstreamStatus(info, *answer, "", now);
  result.answered = true;
  result.times = answer->times;
  if (const auto date = ParseHttpDate(answer->date))
    result.clock_ahead = std::chrono::round<seconds>(*date - now);
  co_return result;
}

asio::awaitable<Result<model::User>> ChutesApi::GetUser(CallContext ctx, Account account) {
  return Send(std::move(ctx), {{Operation::kGetUser}, std::move(account)}, codec::DecodeUser);
}

asio::awaitable<Result<Account>> ChutesApi::Confirm(CallContext ctx, Account account) {
  constexpr std::size_t kMostKnown = 256;
  if (account.hotkey == nullptr) co_return account;
  const std::pair<std::string, std::string> hotkey(account.api_url, account.hotkey->ss58_address());
  if (!user_ids_.contains(hotkey)) {
    Result<model::User> user = co_await GetUser(std::move(ctx), account);
    if (!user.ok()) co_return user.status();
    if (user_ids_.size() >= kMostKnown) user_ids_.clear();
    user_ids_[hotkey] = std::move(user->user_id);
  }
  account.user_id = user_ids_[hotkey];
  co_return account;
}

asio::awaitable<Result<model::RegisteredUser>> ChutesApi::RegisterUser(
    CallContext ctx, const std::string& api_url, std::shared_ptr<const crypto::Hotkey> hotkey,
    const std::string& username, const std::string& coldkey, SecretString token) {
  Call call{{Operation::kRegisterUser, username}, NobodyAt(RegistrationUrl(api_url))};
  call.account.hotkey = std::move(hotkey);
  call.query = Parameter("token", token.Reveal());
  call.body = codec::EncodeRegistration(username, coldkey);
  call.secret_sent = std::move(token);
  return Send(std::move(ctx), std::move(call), codec::DecodeRegisteredUser);
}

asio::awaitable<Result<model::UsernameCheck>> ChutesApi::CheckUsername(CallContext ctx, std::string api_url,
                                                                       const std::string& username) {
  Call call{{Operation::kCheckUsername, username}, NobodyAt(std::move(api_url))};
  call.query = Parameter("username", username);
  return Send(std::move(ctx), std::move(call), codec::DecodeUsernameCheck);
}

asio::awaitable<Status> ChutesApi::ChangeFingerprint(CallContext ctx, Account account,
                                                     SecretString fingerprint) {
  account.user_id.clear();  // as the official CLI, which does not send it here
  Call call{{Operation::kChangeFingerprint}, std::move(account)};
  call.body = codec::EncodeFingerprint(fingerprint);
  call.secret_sent = std::move(fingerprint);
  return Send(std::move(ctx), std::move(call), codec::DecodeFingerprintChange);
}

asio::awaitable<Result<model::Page<model::ApiKey>>> ChutesApi::ListKeys(CallContext ctx, Account account,
                                                                        std::int64_t page,
                                                                        std::int64_t limit) {
  return Send(std::move(ctx), {{Operation::kListKeys}, std::move(account), PageQuery(page, limit)},
              codec::DecodeApiKeyPage);
}

asio::awaitable<Result<model::ApiKey>> ChutesApi::GetKey(CallContext ctx, Account account,
                                                         const std::string& api_key_id) {
  return Send(std::move(ctx), {{Operation::kGetKey, api_key_id}, std::move(account)}, codec::DecodeApiKey);
}

asio::awaitable<Result<model::CreatedApiKey>> ChutesApi::CreateKey(CallContext ctx, Account account,
                                                                   const model::ApiKeySpec& spec) {
  Call call{{Operation::kCreateKey, spec.name}, std::move(account)};
  call.body = codec::EncodeApiKeySpec(spec);
  return Send(std::move(ctx), std::move(call), codec::DecodeCreatedApiKey);
}

asio::awaitable<Status> ChutesApi::DeleteKey(CallContext ctx, Account account,
                                             const std::string& api_key_id) {
  return Send(std::move(ctx), {{Operation::kDeleteKey, api_key_id}, std::move(account)},
              codec::DecodeKeyDeletion);
}

asio::awaitable<Result<model::Page<model::Secret>>> ChutesApi::ListSecrets(CallContext ctx, Account account,
                                                                           std::int64_t page,
                                                                           std::int64_t limit) {
  return Send(std::move(ctx), {{Operation::kListSecrets}, std::move(account), PageQuery(page, limit)},
              codec::DecodeSecretPage);
}

asio::awaitable<Result<model::Secret>> ChutesApi::GetSecret(CallContext ctx, Account account,
                                                            const std::string& secret_id) {
  return Send(std::move(ctx), {{Operation::kGetSecret, secret_id}, std::move(account)}, codec::DecodeSecret);
}

asio::awaitable<Result<model::Secret>> ChutesApi::CreateSecret(CallContext ctx, Account account,
                                                               const std::string& purpose,
                                                               const std::string& key, SecretString value) {
  Call call{{Operation::kCreateSecret, key}, std::move(account)};
  call.body = codec::EncodeNewSecret(purpose, key, value);
  call.secret_sent = std::move(value);
  return Send(std::move(ctx), std::move(call), codec::DecodeSecret);
}

asio::awaitable<Status> ChutesApi::DeleteSecret(CallContext ctx, Account account,
                                                const std::string& secret_id) {
  return Send(std::move(ctx), {{Operation::kDeleteSecret, secret_id}, std::move(account)},
              codec::DecodeSecretDeletion);
}

asio::awaitable<Result<model::Page<model::Chute>>> ChutesApi::ListChutes(CallContext ctx, Account account,
                                                                         const std::string& name,
                                                                         std::int64_t page,
                                                                         std::int64_t limit) {
  Call call{{Operation::kListChutes}, std::move(account)};
  if (!name.empty()) {
    call.query = Parameter("name", name);
    call.query.Append("&");
  }
  call.query.Append(PageQuery(page, limit).Reveal());
  return Send(std::move(ctx), std::move(call), codec::DecodeChutePage);
}

}  // namespace chutesd::api
