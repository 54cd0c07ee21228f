#include "daemon/api/request_sender.h"

#include <chrono>
#include <optional>
#include <utility>

#include "daemon/api/request_signer.h"
#include "daemon/api/upstream_status.h"

namespace chutesd::api {
namespace {

using std::chrono::milliseconds;

Status NotSent(Reason reason, const RequestInfo& info, std::string_view why) {
  return Fail(reason,
              std::string(why) + " before the API was asked to " + Describe(info) + "; nothing was sent");
}

}  // namespace

RequestSender::RequestSender(http::HttpClient& http, const Clock& clock, Sleeper& sleeper, Jitter jitter)
    : http_(http), clock_(clock), sleeper_(sleeper), jitter_(std::move(jitter)) {}

asio::awaitable<Result<SecretString>> RequestSender::Send(CallContext ctx, Call call) {
  return TraitsOf(call.info.operation).is_change ? Change(std::move(ctx), std::move(call))
                                                 : Read(std::move(ctx), std::move(call));
}

asio::awaitable<Result<SecretString>> RequestSender::Read(CallContext ctx, Call call) {
  for (int tries = 1;; ++tries) {
    http::HttpRequest request = RequestFor(call);
    Result<http::HttpResponse> answer = co_await http_.Send(ctx, std::move(request));
    Result<SecretString> body = Judge(call, std::move(answer));
    if (body.ok()) co_return body;
    const auto now = sleeper_.Now();
    const auto left = std::chrono::duration_cast<milliseconds>(ctx.deadline - now);
    const std::optional<milliseconds> wait = WaitBeforeRetry(policy_, body.status(), tries, left, jitter_());
    if (!wait) co_return body;
    const Status waited = co_await sleeper_.WaitUntil(now + *wait, ctx.stop);
    if (!waited.ok()) co_return waited;
  }
}

asio::awaitable<Result<SecretString>> RequestSender::Change(CallContext ctx, Call call) {
  if (ctx.stop.stop_requested()) co_return NotSent(Reason::kCancelled, call.info, "the caller went away");
  if (sleeper_.Now() >= ctx.deadline) co_return NotSent(Reason::kTimeout, call.info, "time ran out");
  http::HttpRequest request = RequestFor(call);
  request.repeatable = false;
  CallContext to_the_end = ctx.Uninterrupted();
  Result<http::HttpResponse> answer = co_await http_.Send(std::move(to_the_end), std::move(request));
  if (!answer.ok()) co_return ChangeFailure(call.info, answer.status());
  co_return Judge(call, std::move(answer));
}

http::HttpRequest RequestSender::RequestFor(const Call& call) const {
  const OperationTraits& traits = TraitsOf(call.info.operation);
  http::HttpRequest request;
  request.method = traits.method;
  request.url = call.account.api_url + call.route.path;
  request.query = call.route.query.Copy();
  request.body = call.body.Copy();
  if (call.account.hotkey != nullptr) {
    SigningInput input;
    input.nonce = std::chrono::duration_cast<std::chrono::seconds>(clock_.Now().time_since_epoch()).count();
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

Result<SecretString> RequestSender::Judge(const Call& call, Result<http::HttpResponse> answer) const {
  if (!answer.ok()) return answer.status();
  Status status = UpstreamStatus(call.info, *answer, call.secret_sent.Reveal(), clock_.Now());
  if (!status.ok() && call.account.uses_api_key()) {
    return ForApiKey(std::move(status), call.account.api_key->Reveal());
  }
  if (!status.ok()) return status;
  return std::move(answer->body);
}

}  // namespace chutesd::api
