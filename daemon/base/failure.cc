#include "daemon/base/failure.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace chutesd {
namespace {

constexpr absl::string_view kPayloadUrl = "chutesd/failure";
// Parts of the payload are joined by NUL, which no message holds.
constexpr char kSeparator = '\0';
constexpr std::size_t kFixedParts = 7;

struct ReasonRow {
  Reason reason;
  std::string_view name;
  absl::StatusCode code;
};

using absl::StatusCode;
constexpr std::array kReasons = {
    ReasonRow{Reason::kUnspecified, "UNSPECIFIED", StatusCode::kUnknown},
    ReasonRow{Reason::kInvalidArgument, "INVALID_ARGUMENT", StatusCode::kInvalidArgument},
    ReasonRow{Reason::kInternal, "INTERNAL", StatusCode::kInternal},
    ReasonRow{Reason::kCancelled, "CANCELLED", StatusCode::kCancelled},
    ReasonRow{Reason::kTimeout, "TIMEOUT", StatusCode::kDeadlineExceeded},
    ReasonRow{Reason::kQueueFull, "QUEUE_FULL", StatusCode::kResourceExhausted},
    ReasonRow{Reason::kConfigMissing, "CONFIG_MISSING", StatusCode::kFailedPrecondition},
    ReasonRow{Reason::kConfigInvalid, "CONFIG_INVALID", StatusCode::kFailedPrecondition},
    ReasonRow{Reason::kConfigUnsafe, "CONFIG_UNSAFE", StatusCode::kPermissionDenied},
    ReasonRow{Reason::kConfigExists, "CONFIG_EXISTS", StatusCode::kAlreadyExists},
    ReasonRow{Reason::kConfigNotWritten, "CONFIG_NOT_WRITTEN", StatusCode::kInternal},
    ReasonRow{Reason::kHotkeyMissing, "HOTKEY_MISSING", StatusCode::kFailedPrecondition},
    ReasonRow{Reason::kWalletNotFound, "WALLET_NOT_FOUND", StatusCode::kNotFound},
    ReasonRow{Reason::kWalletUnusable, "WALLET_UNUSABLE", StatusCode::kFailedPrecondition},
    ReasonRow{Reason::kApiUrlRefused, "API_URL_REFUSED", StatusCode::kInvalidArgument},
    ReasonRow{Reason::kWalletLocked, "WALLET_LOCKED", StatusCode::kFailedPrecondition},
    ReasonRow{Reason::kWalletPasswordWrong, "WALLET_PASSWORD_WRONG", StatusCode::kInvalidArgument},
    ReasonRow{Reason::kApiKeyRefused, "API_KEY_REFUSED", StatusCode::kInvalidArgument},
    ReasonRow{Reason::kLedgerFailed, "LEDGER_FAILED", StatusCode::kInternal},
    ReasonRow{Reason::kUpstreamUnauthenticated, "UPSTREAM_UNAUTHENTICATED", StatusCode::kUnauthenticated},
    ReasonRow{Reason::kUpstreamNonceRefused, "UPSTREAM_NONCE_REFUSED", StatusCode::kUnauthenticated},
    ReasonRow{Reason::kHotkeyNotRegistered, "HOTKEY_NOT_REGISTERED", StatusCode::kUnauthenticated},
    ReasonRow{Reason::kUpstreamForbidden, "UPSTREAM_FORBIDDEN", StatusCode::kPermissionDenied},
    ReasonRow{Reason::kUpstreamInvalid, "UPSTREAM_INVALID", StatusCode::kInvalidArgument},
    ReasonRow{Reason::kUpstreamNotFound, "UPSTREAM_NOT_FOUND", StatusCode::kNotFound},
    ReasonRow{Reason::kUpstreamConflict, "UPSTREAM_CONFLICT", StatusCode::kAlreadyExists},
    ReasonRow{Reason::kUpstreamRateLimited, "UPSTREAM_RATE_LIMITED", StatusCode::kResourceExhausted},
    ReasonRow{Reason::kUpstreamFailed, "UPSTREAM_FAILED", StatusCode::kUnavailable},
    ReasonRow{Reason::kUpstreamMalformed, "UPSTREAM_MALFORMED", StatusCode::kUnavailable},
    ReasonRow{Reason::kUpstreamTooLarge, "UPSTREAM_TOO_LARGE", StatusCode::kUnavailable},
    ReasonRow{Reason::kUpstreamRedirected, "UPSTREAM_REDIRECTED", StatusCode::kFailedPrecondition},
    ReasonRow{Reason::kUpstreamUnreachable, "UPSTREAM_UNREACHABLE", StatusCode::kUnavailable},
    ReasonRow{Reason::kUpstreamTlsRefused, "UPSTREAM_TLS_REFUSED", StatusCode::kFailedPrecondition},
    ReasonRow{Reason::kUpstreamPaymentRequired, "UPSTREAM_PAYMENT_REQUIRED", StatusCode::kFailedPrecondition},
    ReasonRow{Reason::kOutcomeUnknown, "OUTCOME_UNKNOWN", StatusCode::kAborted},
    ReasonRow{Reason::kKeyNotFound, "KEY_NOT_FOUND", StatusCode::kNotFound},
    ReasonRow{Reason::kKeyNameTaken, "KEY_NAME_TAKEN", StatusCode::kAlreadyExists},
    ReasonRow{Reason::kSecretNotFound, "SECRET_NOT_FOUND", StatusCode::kNotFound},
    ReasonRow{Reason::kSecretExists, "SECRET_EXISTS", StatusCode::kAlreadyExists},
    ReasonRow{Reason::kChuteNotFound, "CHUTE_NOT_FOUND", StatusCode::kNotFound},
    ReasonRow{Reason::kChuteAmbiguous, "CHUTE_AMBIGUOUS", StatusCode::kFailedPrecondition},
    ReasonRow{Reason::kSecretKeyBanned, "SECRET_KEY_BANNED", StatusCode::kInvalidArgument},
    ReasonRow{Reason::kUsernameTaken, "USERNAME_TAKEN", StatusCode::kAlreadyExists},
    ReasonRow{Reason::kHotkeyRegistered, "HOTKEY_REGISTERED", StatusCode::kAlreadyExists},
    ReasonRow{Reason::kRegistrationTokenRefused, "REGISTRATION_TOKEN_REFUSED", StatusCode::kPermissionDenied},
};

const ReasonRow& RowOf(Reason reason) {
  for (const ReasonRow& row : kReasons) {
    if (row.reason == reason) return row;
  }
  return kReasons.front();
}

std::string WithoutSeparator(std::string text) {
  std::erase(text, kSeparator);
  return text;
}

}  // namespace

absl::StatusCode CodeOf(Reason reason) { return RowOf(reason).code; }

std::string_view ReasonName(Reason reason) { return RowOf(reason).name; }

absl::Status Fail(Failure failure) {
  absl::Status status(CodeOf(failure.reason), WithoutSeparator(std::move(failure.message)));
  const std::int64_t retry_ms = failure.retry_after ? failure.retry_after->count() : -1;
  std::string payload = fmt::format(
      "{}{}{}{}{}{}{}{}{}{}{}{}{}", static_cast<int>(failure.reason), kSeparator,
      WithoutSeparator(std::move(failure.next_step)), kSeparator, retry_ms, kSeparator, failure.http_status,
      kSeparator, failure.nothing_sent ? 1 : 0, kSeparator, WithoutSeparator(std::move(failure.config_path)),
      kSeparator, WithoutSeparator(std::move(failure.stage)));
  for (FieldViolation& violation : failure.violations) {
    payload += kSeparator + WithoutSeparator(std::move(violation.field));
    payload += kSeparator + WithoutSeparator(std::move(violation.description));
  }
  status.SetPayload(kPayloadUrl, absl::Cord(payload));
  return status;
}

absl::Status FailField(std::string_view field, std::string_view description, std::string_view next_step) {
  Failure failure;
  failure.reason = Reason::kInvalidArgument;
  failure.message = fmt::format("{}: {}", field, description);
  failure.next_step = std::string(next_step);
  failure.violations.push_back({std::string(field), std::string(description)});
  return Fail(std::move(failure));
}

std::optional<Failure> FailureOf(const absl::Status& status) {
  if (status.ok()) return std::nullopt;
  Failure failure;
  failure.message = std::string(status.message());
  const absl::optional<absl::Cord> payload = status.GetPayload(kPayloadUrl);
  const std::vector<std::string> parts =
      payload ? absl::StrSplit(std::string(*payload), kSeparator) : std::vector<std::string>();
  int reason = 0;
  std::int64_t retry_ms = -1;
  if (parts.size() < kFixedParts || !absl::SimpleAtoi(parts[0], &reason) ||
      !absl::SimpleAtoi(parts[2], &retry_ms) || !absl::SimpleAtoi(parts[3], &failure.http_status)) {
    failure.reason = Reason::kInternal;
    return failure;
  }
  failure.reason = static_cast<Reason>(reason);
  failure.next_step = parts[1];
  failure.nothing_sent = parts[4] == "1";
  failure.config_path = parts[5];
  failure.stage = parts[6];
  if (retry_ms >= 0) failure.retry_after = std::chrono::milliseconds(retry_ms);
  for (std::size_t i = kFixedParts; i + 1 < parts.size(); i += 2) {
    failure.violations.push_back({parts[i], parts[i + 1]});
  }
  return failure;
}

}  // namespace chutesd
