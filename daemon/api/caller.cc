#include "daemon/api/caller.h"

#include <chrono>
#include <optional>
#include <utility>

#include "daemon/api/key_refusal.h"
#include "daemon/api/outcome.h"
#include "daemon/api/request_signer.h"
#include "daemon/api/upstream_status.h"
#include "daemon/base/failure.h"

namespace chutesd::api {
namespace {

using std::chrono::milliseconds;

Status NotSent(Reason reason, const Asked& asked, std::string_view why) {
  Failure failure;
  failure.reason = reason;
  failure.message =
      std::string(why) + " before the API was asked to " + Describe(asked) + "; nothing was sent";
  return failure;
}

}  // namespace

Caller::Caller(http::HttpClient& http, const Clock& clock, Sleeper& sleeper, Jitter jitter)
    : http_(http), clock_(clock), sleeper_(sleeper), jitter_(std::move(jitter)) {}

asio::awaitable<Result<SecretString>> Caller::Read(CallContext ctx, Call call) {
  for (int tries = 1;; ++tries) {
    http::HttpRequest request = RequestFor(call);
    asio::awaitable<Result<http::HttpResponse>> sending = http_.Send(ctx, std::move(request));
    Result<http::HttpResponse> answer = co_await std::move(sending);
    Result<SecretString> body = Judge(call, std::move(answer));
    if (body.ok()) co_return body;
    const auto now = sleeper_.Now();
    const auto left = std::chrono::duration_cast<milliseconds>(ctx.deadline - now);
    const std::optional<milliseconds> wait = WaitBeforeRetry(policy_, body.status(), tries, left, jitter_());
    if (!wait) co_return body;
    asio::awaitable<Status> waiting = sleeper_.WaitUntil(now + *wait, ctx.stop);
    const Status waited = co_await std::move(waiting);
    if (!waited.ok()) co_return waited;
  }
}

asio::awaitable<Result<SecretString>> Caller::Change(CallContext ctx, Call call) {
  if (ctx.stop.stop_requested()) co_return NotSent(Reason::kCancelled, call.asked, "the caller went away");
  if (sleeper_.Now() >= ctx.deadline) co_return NotSent(Reason::kTimeout, call.asked, "time ran out");
  http::HttpRequest request = RequestFor(call);
  request.repeatable = false;
  CallContext to_the_end = ctx.Uninterrupted();
  asio::awaitable<Result<http::HttpResponse>> sending = http_.Send(std::move(to_the_end), std::move(request));
  Result<http::HttpResponse> answer = co_await std::move(sending);
  if (!answer.ok()) co_return ChangeFailure(call.asked, answer.status());
  Result<SecretString> body = Judge(call, std::move(answer));
  co_return body;
}

http::HttpRequest Caller::RequestFor(const Call& call) const {
  const OperationTraits& traits = TraitsOf(call.asked.operation);
  http::HttpRequest request;
  request.method = traits.method;
  request.url = call.account.api_url + call.route.path;
  request.query = call.route.query.Copy();
  request.body = call.body.Copy();
  if (call.account.hotkey != nullptr) {
    Signable signable;
    signable.nonce =
        std::chrono::duration_cast<std::chrono::seconds>(clock_.Now().time_since_epoch()).count();
    signable.purpose = traits.purpose;
    signable.body = call.body.Reveal();
    if (call.asked.operation == Operation::kChangeFingerprint) {
      signable.fingerprint = call.secret_sent.Reveal();
    }
    request.headers = SignedHeaders(*call.account.hotkey, call.account.user_id, signable);
  } else if (call.account.api_key != nullptr) {
    if (!call.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    request.authorization = SecretString("Basic ");
    request.authorization.Append(call.account.api_key->Reveal());
  }
  return request;
}

Result<SecretString> Caller::Judge(const Call& call, Result<http::HttpResponse> answer) const {
  if (!answer.ok()) return answer.status();
  Status status = UpstreamStatus(call.asked, *answer, call.secret_sent.Reveal(), clock_.Now());
  if (!status.ok() && call.account.uses_api_key()) {
    return ForApiKey(std::move(status), call.account.api_key->Reveal());
  }
  if (!status.ok()) return status;
  return std::move(answer->body);
}

}  // namespace chutesd::api
