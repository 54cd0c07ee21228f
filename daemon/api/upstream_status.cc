#include "daemon/api/upstream_status.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "daemon/api/http_time.h"
#include "daemon/codec/error_body.h"
#include "proto/support/text.h"

namespace chutesd::api {
namespace {

constexpr std::size_t kMaxCause = 260;
constexpr std::size_t kMaxAuthority = 253 + 6;  // a DNS name, a colon and a port
constexpr std::size_t kMaxMessage = 512;
constexpr int kOk = 200;
constexpr int kRequestTimeout = 408;

// How one kind of 4xx answer is told to the user. In the order of the table's columns.
struct Refusal {  // NOLINT(clang-analyzer-optin.performance.Padding)
  // Which answers it is about.
  int http_status;                     // 0: any
  std::optional<Operation> operation;  // nothing: any
  std::string_view said;               // must be part of the API's own words; empty: whatever it said

  Reason reason;
  std::string_view message;    // `{}` stands for what was asked; empty: "the API answered <status>"
  bool quote;                  // whether the API's own words follow the message
  std::string_view next_step;  // empty if there is none
  std::string_view field;      // the request field that is wrong, if one alone can be
};

constexpr std::string_view kCheckUrl = "check that base_url is the address of the API";
constexpr std::string_view kCheckAccount =
    "check which config file and hotkey are used; both must belong to this account";
constexpr std::string_view kNewToken =
    "get a new token at https://rtok.chutes.ai/users/registration_token and register within 300 s";
constexpr std::string_view kSetClock = "set this machine's clock (timedatectl set-ntp true), then try again";
constexpr std::string_view kNoRoute = "this server has nothing to {}: it does not know the request";

constexpr std::nullopt_t kAny = std::nullopt;

// Rows that say more stand before those that say less; the first that fits counts.
const Refusal kRows[] = {
    {401, Operation::kChangeFingerprint, "Invalid nonce", Reason::kUpstreamNonceRefused,
     "the API refused the time in the request's signature: this machine's clock is off by five minutes or "
     "more",
     false, kSetClock, ""},
    // Also for a wrong signature.
    {401, Operation::kChangeFingerprint, "No user found", Reason::kHotkeyNotRegistered,
     "the API has no account for this hotkey", false, "", ""},
    {401, kAny, "Invalid nonce", Reason::kUpstreamNonceRefused,
     "the API refused the time in the request's signature: this machine's clock is off by ten minutes or "
     "more",
     false, kSetClock, ""},
    {401, kAny, "Could not find user with hotkey", Reason::kHotkeyNotRegistered,
     "the API has no account for this hotkey", false, "", ""},
    {401, kAny, "Either payload_str or purpose", Reason::kUpstreamNotFound, kNoRoute, false, kCheckUrl, ""},
    {401, kAny, "Invalid request signature", Reason::kUpstreamUnauthenticated,
     "the API refused the hotkey's signature", false, kCheckAccount, ""},
    {401, kAny, "Invalid signature", Reason::kUpstreamUnauthenticated,
     "the API could not read the hotkey's signature", false, kCheckAccount, ""},
    {401, kAny, "", Reason::kUpstreamUnauthenticated, "the API did not accept who we say we are", true,
     kCheckAccount, ""},

    {402, kAny, "", Reason::kUpstreamPaymentRequired, "the API wants funds before it will {}", true,
     "send TAO to the coldkey that you register with (0.25 TAO must be on it), then try again", ""},

    {403, Operation::kRegisterUser, "registration token", Reason::kRegistrationTokenRefused,
     "the API refused the registration token: it is wrong or older than 300 s", false, kNewToken,
     "registration_token"},
    {403, Operation::kCreateSecret, "Banned secret key", Reason::kSecretKeyBanned,
     "the API does not allow a secret with this key", true,
     "choose another key: names with python or sglang, and those that begin with ld_ or sgl_, are refused",
     "key"},
    {403, kAny, "", Reason::kUpstreamForbidden, "the API forbids to {}", true, kCheckAccount, ""},

    {404, kAny, "No matching chute found", Reason::kUpstreamNotFound, kNoRoute, false, kCheckUrl, ""},
    {404, Operation::kGetKey, "API key", Reason::kKeyNotFound, "this account has no API key with this id",
     false, "", "key"},
    {404, Operation::kDeleteKey, "API key", Reason::kKeyNotFound, "this account has no API key with this id",
     false, "", "key"},
    {404, Operation::kGetSecret, "Secret not found", Reason::kSecretNotFound,
     "this account has no secret with this id", false, "", "secret_id"},
    {404, Operation::kDeleteSecret, "Secret not found", Reason::kSecretNotFound,
     "this account has no secret with this id", false, "", "secret_id"},
    {404, Operation::kCreateSecret, "Did not find target chute", Reason::kChuteNotFound,
     "this account has no chute with this id", false,
     "deploy the chute first, or give the id of another one as purpose", "purpose"},
    {404, kAny, "", Reason::kUpstreamNotFound, "this server found nothing to {}", true, kCheckUrl, ""},

    {409, Operation::kCreateKey, "already exists", Reason::kKeyNameTaken, "an API key with this name exists",
     false, "", "name"},
    {409, Operation::kCreateSecret, "already exists", Reason::kSecretExists,
     "the chute has a secret with this key; a secret cannot be changed", false, "", "key"},
    {409, Operation::kRegisterUser, "hotkey is already registered", Reason::kHotkeyRegistered,
     "this hotkey has an account already", false, "", "hotkey"},
    {409, Operation::kRegisterUser, "Username", Reason::kUsernameTaken, "this user name is taken", false,
     "choose another name", "username"},
    {409, kAny, "", Reason::kUpstreamConflict, "the API found a conflict when asked to {}", true, "", ""},

    {429, Operation::kRegisterUser, "", Reason::kUpstreamRateLimited,
     "the API takes no more registrations from this network address today", true,
     "try again tomorrow, or from another network", ""},
    {429, kAny, "", Reason::kUpstreamRateLimited, "the API wants fewer requests", true,
     "wait a minute, then try again", ""},

    {400, Operation::kRegisterUser, "Missing registration token", Reason::kRegistrationTokenRefused,
     "the API got no registration token", false, kNewToken, "registration_token"},
    {400, Operation::kRegisterUser, "Username must", Reason::kUpstreamInvalid,
     "the API refused the user name", true, "choose another name", "username"},
    {400, Operation::kCreateKey, "API key name", Reason::kUpstreamInvalid,
     "the API refused the name of the key: it takes 1 to 24 letters, digits, spaces and . _ - $", false,
     "choose another name", "name"},
    {400, kAny, "", Reason::kUpstreamInvalid, "the API refused to {}", true, "", ""},
    {422, kAny, "", Reason::kUpstreamInvalid, "the API refused to {}", true, "", ""},
    {413, kAny, "", Reason::kUpstreamInvalid, "the request is too large for the API", true, "", ""},
    {407, kAny, "", Reason::kUpstreamFailed, "the proxy wants credentials", true,
     "put them into the proxy's URL (HTTPS_PROXY), then restart chutesd", ""},
    {0, kAny, "", Reason::kUpstreamFailed, "", true, kCheckUrl, ""},
};

// The row that fits. An answer of some proxy never means that a key is gone or a name is taken.
const Refusal& RefusalFor(Operation operation, int http_status, const codec::ErrorBody& said) {
  const auto fits = [&](const Refusal& row) {
    return (row.http_status == 0 || row.http_status == http_status) &&
           row.operation.value_or(operation) == operation && (said.own_words || row.said.empty()) &&
           said.line.find(row.said) != std::string::npos;
  };
  return *std::find_if(std::begin(kRows), std::end(kRows) - 1, fits);
}

bool MayHaveBeenSent(const Failure& failure) {
  constexpr Reason kUnsent[] = {Reason::kUpstreamUnreachable, Reason::kUpstreamTlsRefused,
                                Reason::kApiUrlRefused, Reason::kInvalidArgument};
  return !failure.nothing_sent &&
         std::find(std::begin(kUnsent), std::end(kUnsent), failure.reason) == std::end(kUnsent);
}

std::string WithWords(std::string message, std::string_view words) {
  return words.empty() ? message : fmt::format("{}: {}", message, words);
}

// The part of a failure that a 4xx answer decides.
void Refuse(const RequestInfo& info, codec::ErrorBody said, std::chrono::system_clock::time_point now,
            Failure& failure) {
  const Refusal& refusal = RefusalFor(info.operation, failure.http_status, said);
  failure.reason = refusal.reason;
  failure.message = refusal.message.empty() ? fmt::format("the API answered {}", failure.http_status)
                                            : fmt::format(fmt::runtime(refusal.message), Describe(info));
  if (refusal.reason == Reason::kUpstreamNonceRefused) {
    failure.message += fmt::format(" (it says {})", UtcText(now));
  }
  if (refusal.quote) failure.message = WithWords(std::move(failure.message), said.line);
  failure.next_step = refusal.next_step;
  failure.violations = std::move(said.violations);
  if (failure.violations.empty() && !refusal.field.empty()) {
    failure.violations.push_back({std::string(refusal.field), failure.message});
  }
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
  return MayHaveBeenSent(transport_error.failure()) ? OutcomeUnknown(info, transport_error) : transport_error;
}

Status ForApiKey(const Status& status, std::string_view api_key) {
  Failure failure = status.failure();
  if (failure.reason == Reason::kUpstreamUnauthenticated || failure.reason == Reason::kUpstreamNonceRefused ||
      failure.reason == Reason::kHotkeyNotRegistered) {
    failure.reason = Reason::kUpstreamUnauthenticated;
    failure.message =
        "the API did not accept the API key: it is wrong or deleted, or it is a scoped key; scoped keys can "
        "only invoke chutes, and this needs an admin key";
    failure.next_step = "make an admin key where the hotkey is, and send its secret_key";
    failure.violations.clear();
    failure.facts[fact::kApiKeyId] = api_key.substr(std::min(sizeof "cpk_" - 1, api_key.size()), 32);
    return failure;
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
  authority.remove_prefix(authority.rfind('@') + 1);  // npos + 1 is 0
  const bool readable = (scheme == "https:" || scheme == "http:") && !authority.empty() &&
                        authority.size() <= kMaxAuthority && support::IsWordOf(authority, "-._:[]");
  return readable ? fmt::format("{}//{}", scheme, authority) : "an unreadable place";
}

Status UpstreamStatus(const RequestInfo& info, const http::HttpResponse& response,
                      std::string_view secret_sent, std::chrono::system_clock::time_point now) {
  const int code = response.status;
  const std::string_view body = response.body.Reveal();
  if (code == kOk && !codec::LooksLikeHtml(body)) return OkStatus();
  codec::ErrorBody said;
  // An answer with a 2xx status may hold what was just made, so it is not quoted.
  if (code < 200 || code > 299) said = codec::ReadErrorBody(body, secret_sent);
  Failure failure;
  failure.http_status = code;
  failure.retry_after = ParseRetryAfter(response.retry_after, now);
  bool outcome_open = TraitsOf(info.operation).is_change();
  if (code >= 500) {
    failure.reason = Reason::kUpstreamFailed;
    failure.message = WithWords(fmt::format("the API failed with status {}", code), said.line);
    failure.next_step = "try again in a minute";
  } else if (code >= 400) {
    outcome_open = outcome_open && code == kRequestTimeout;
    Refuse(info, std::move(said), now, failure);
  } else if (code >= 300) {
    outcome_open = false;
    failure.reason = Reason::kUpstreamRedirected;
    failure.message =
        fmt::format("the API answered {} and points to {}; signed requests do not follow redirects", code,
                    RedirectTarget(response.location));
    failure.next_step = "if that is the right address of the API, set it as base_url";
  } else {
    failure.reason = Reason::kUpstreamMalformed;
    failure.message = WithWords(
        fmt::format("the server answered {} with something that the API does not send", code), said.line);
    failure.next_step = kCheckUrl;
  }
  failure.message = codec::ReadableLine(failure.message, kMaxMessage);
  Status status = std::move(failure);
  return outcome_open ? OutcomeUnknown(info, status) : status;
}

}  // namespace chutesd::api
