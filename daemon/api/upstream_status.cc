#include "daemon/api/upstream_status.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "daemon/api/http_time.h"
#include "daemon/api/refusals.h"
#include "daemon/codec/error_body.h"
#include "proto/support/text.h"

namespace chutesd::api {
namespace {

constexpr std::size_t kMaxCause = 260;

bool MayHaveBeenSent(Reason reason) {
  switch (reason) {
    case Reason::kUpstreamUnreachable:
    case Reason::kUpstreamTlsRefused:
    case Reason::kApiUrlRefused:
    case Reason::kInvalidArgument:
      return false;
    default:
      return true;
  }
}

constexpr std::size_t kMaxAuthority = 253 + 6;  // a DNS name, a colon and a port

constexpr std::size_t kMaxMessage = 512;
constexpr int kOk = 200;
constexpr int kRequestTimeout = 408;
constexpr std::string_view kCheckUrl = "check that base_url is the address of the API";

std::string WithWords(std::string message, std::string_view words) {
  return words.empty() ? message : fmt::format("{}: {}", message, words);
}

Failure Base(const http::HttpResponse& response, std::chrono::system_clock::time_point now) {
  Failure failure;
  failure.http_status = response.status;
  failure.retry_after = ParseRetryAfter(response.retry_after, now);
  return failure;
}

Failure Unreadable(Failure failure, const codec::ErrorBody& said) {
  failure.reason = Reason::kUpstreamMalformed;
  failure.message = WithWords(
      fmt::format("the server answered {} with something that the API does not send", failure.http_status),
      said.line);
  failure.next_step = kCheckUrl;
  return failure;
}

Failure Redirected(Failure failure, const http::HttpResponse& response) {
  failure.reason = Reason::kUpstreamRedirected;
  failure.message =
      fmt::format("the API answered {} and points to {}; signed requests do not follow redirects",
                  response.status, RedirectTarget(response.location));
  failure.next_step = "if that is the right address of the API, set it as base_url";
  return failure;
}

Failure Failed(Failure failure, const codec::ErrorBody& said) {
  failure.reason = Reason::kUpstreamFailed;
  failure.message = WithWords(fmt::format("the API failed with status {}", failure.http_status), said.line);
  failure.next_step = "try again in a minute";
  return failure;
}

Failure Refused(Failure failure, const RequestInfo& info, codec::ErrorBody said,
                std::chrono::system_clock::time_point now) {
  const Refusal& refusal = RefusalFor(info.operation, failure.http_status, said.line, said.own_words);
  failure.reason = refusal.reason;
  failure.message = refusal.message.empty() ? fmt::format("the API answered {}", failure.http_status)
                                            : fmt::format(fmt::runtime(refusal.message), Describe(info));
  if (refusal.reason == Reason::kUpstreamNonceRefused)
    failure.message += fmt::format(" (it says {})", UtcText(now));
  if (refusal.quote) failure.message = WithWords(std::move(failure.message), said.line);
  failure.next_step = refusal.next_step;
  failure.violations = std::move(said.violations);
  if (failure.violations.empty() && !refusal.field.empty()) {
    failure.violations.push_back({std::string(refusal.field), failure.message});
  }
  return failure;
}

}  // namespace

Status OutcomeUnknown(const RequestInfo& info, const Status& cause) {
  Failure failure = cause.failure();
  failure.reason = Reason::kOutcomeUnknown;
  failure.message =
      fmt::format("outcome unknown: the API was asked to {}, which may or may not have happened ({})",
                  Describe(info), codec::ReadableLine(failure.message, kMaxCause));
  failure.next_step = std::string(TraitsOf(info.operation).look_at);
  failure.facts[fact::kOperation] = TraitsOf(info.operation).name;
  failure.violations.clear();
  failure.retry_after.reset();  // it would invite a client to try again
  return failure;
}

Status ChangeFailure(const RequestInfo& info, const Status& transport_error) {
  const Failure& failure = transport_error.failure();
  return !failure.nothing_sent && MayHaveBeenSent(failure.reason) ? OutcomeUnknown(info, transport_error)
                                                                  : transport_error;
}

Status ForApiKey(Status status, std::string_view api_key) {
  if (status.ok()) return status;
  Failure failure = status.failure();
  switch (failure.reason) {
    case Reason::kUpstreamUnauthenticated:
    case Reason::kUpstreamNonceRefused:
    case Reason::kHotkeyNotRegistered:
      failure.reason = Reason::kUpstreamUnauthenticated;
      failure.message =
          "the API did not accept the API key: it is wrong or deleted, or it is a scoped key; scoped keys "
          "can only invoke chutes, and this needs an admin key";
      failure.next_step = "make an admin key where the hotkey is, and send its secret_key";
      failure.violations.clear();
      failure.facts[fact::kApiKeyId] = api_key.substr(std::min(sizeof "cpk_" - 1, api_key.size()), 32);
      return failure;
    default:
      break;
  }
  failure.message = codec::HideEcho(failure.message, api_key);
  for (FieldViolation& violation : failure.violations) {
    violation.description = codec::HideEcho(violation.description, api_key);
  }
  return failure;
}

std::string RedirectTarget(std::string_view location) {
  std::string_view scheme = "https:";
  const std::size_t slashes = location.find("//");
  const std::size_t first_slash = location.find_first_of("/?#");
  if (slashes == std::string_view::npos || slashes != first_slash) {
    return location.empty() ? "an unreadable place" : "another path of the same server";
  }
  if (slashes > 0) scheme = location.substr(0, slashes);
  std::string_view authority = location.substr(slashes + 2);
  authority = authority.substr(0, authority.find_first_of("/?#\\"));
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos)
    authority.remove_prefix(at + 1);
  const bool readable = (scheme == "https:" || scheme == "http:") && !authority.empty() &&
                        authority.size() <= kMaxAuthority && support::IsWordOf(authority, "-._:[]");
  return readable ? fmt::format("{}//{}", scheme, authority) : "an unreadable place";
}

Status UpstreamStatus(const RequestInfo& info, const http::HttpResponse& response,
                      std::string_view secret_sent, std::chrono::system_clock::time_point now) {
  const std::string_view body = response.body.Reveal();
  if (response.status == kOk && !codec::LooksLikeHtml(body)) return OkStatus();
  codec::ErrorBody said;
  // An answer with a 2xx status may hold what was just made, so it is not quoted.
  if (response.status < 200 || response.status > 299) said = codec::ReadErrorBody(body, secret_sent);
  Failure failure = Base(response, now);
  bool outcome_open = TraitsOf(info.operation).is_change;
  if (response.status >= 500) {
    failure = Failed(std::move(failure), said);
  } else if (response.status >= 400) {
    outcome_open = outcome_open && response.status == kRequestTimeout;
    failure = Refused(std::move(failure), info, std::move(said), now);
  } else if (response.status >= 300) {
    outcome_open = false;
    failure = Redirected(std::move(failure), response);
  } else {
    failure = Unreadable(std::move(failure), said);
  }
  failure.message = codec::ReadableLine(failure.message, kMaxMessage);
  Status status = std::move(failure);
  return outcome_open ? OutcomeUnknown(info, status) : status;
}

}  // namespace chutesd::api
