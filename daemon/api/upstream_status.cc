#include "daemon/api/upstream_status.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "daemon/api/outcome.h"
#include "daemon/api/redirect.h"
#include "daemon/api/refusals.h"
#include "daemon/api/retry_after.h"
#include "daemon/base/failure.h"
#include "daemon/codec/error_body.h"

namespace chutesd::api {
namespace {

constexpr std::size_t kMaxMessage = 512;
constexpr int kOk = 200;
constexpr int kRequestTimeout = 408;
constexpr std::string_view kCheckUrl = "check that base_url is the address of the API";

std::string WithWords(std::string message, std::string_view words) {
  return words.empty() ? message : fmt::format("{}: {}", message, words);
}

std::string UtcTime(std::chrono::system_clock::time_point now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(seconds - day);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
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

Failure Refused(Failure failure, const Asked& asked, codec::ErrorBody said,
                std::chrono::system_clock::time_point now) {
  const Refusal& refusal = RefusalFor(asked.operation, failure.http_status, said.line, said.own_words);
  failure.reason = refusal.reason;
  failure.message = refusal.message.empty() ? fmt::format("the API answered {}", failure.http_status)
                                            : fmt::format(fmt::runtime(refusal.message), Describe(asked));
  if (refusal.reason == Reason::kUpstreamNonceRefused)
    failure.message += fmt::format(" (it says {})", UtcTime(now));
  if (refusal.quote) failure.message = WithWords(std::move(failure.message), said.line);
  failure.next_step = refusal.next_step;
  failure.violations = std::move(said.violations);
  if (failure.violations.empty() && !refusal.field.empty()) {
    failure.violations.push_back({std::string(refusal.field), failure.message});
  }
  return failure;
}

}  // namespace

Status UpstreamStatus(const Asked& asked, const http::HttpResponse& response, std::string_view secret_sent,
                      std::chrono::system_clock::time_point now) {
  const std::string_view body = response.body.Reveal();
  if (response.status == kOk && !codec::LooksLikeHtml(body)) return OkStatus();
  codec::ErrorBody said;
  // An answer with a 2xx status may hold what was just made, so it is not quoted.
  if (response.status < 200 || response.status > 299) said = codec::ReadErrorBody(body, secret_sent);
  Failure failure = Base(response, now);
  bool outcome_open = TraitsOf(asked.operation).is_change;
  if (response.status >= 500) {
    failure = Failed(std::move(failure), said);
  } else if (response.status >= 400) {
    outcome_open = outcome_open && response.status == kRequestTimeout;
    failure = Refused(std::move(failure), asked, std::move(said), now);
  } else if (response.status >= 300) {
    outcome_open = false;
    failure = Redirected(std::move(failure), response);
  } else {
    failure = Unreadable(std::move(failure), said);
  }
  failure.message = codec::ReadableLine(failure.message, kMaxMessage);
  Status status = std::move(failure);
  return outcome_open ? OutcomeUnknown(asked, status) : status;
}

}  // namespace chutesd::api
