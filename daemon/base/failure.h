#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace chutesd {

// The machine-readable cause of an error. One to one with chutesd.v1.Reason (a test compares them);
// what each means and its status code stand in proto/chutesd/v1/errors.proto.
enum class Reason {
  kUnspecified = 0,
  kInvalidArgument = 1,
  kInternal = 2,
  kCancelled = 3,
  kTimeout = 4,
  kQueueFull = 5,
  kConfigMissing = 10,
  kConfigInvalid = 11,
  kConfigUnsafe = 12,
  kConfigExists = 13,
  kConfigNotWritten = 14,
  kHotkeyMissing = 20,
  kWalletNotFound = 21,
  kWalletUnusable = 22,
  kApiUrlRefused = 23,
  kWalletLocked = 24,
  kWalletPasswordWrong = 25,
  kApiKeyRefused = 26,
  kLedgerFailed = 27,
  kUpstreamUnauthenticated = 30,
  kUpstreamNonceRefused = 31,
  kHotkeyNotRegistered = 32,
  kUpstreamForbidden = 33,
  kUpstreamInvalid = 34,
  kUpstreamNotFound = 35,
  kUpstreamConflict = 36,
  kUpstreamRateLimited = 37,
  kUpstreamFailed = 38,
  kUpstreamMalformed = 39,
  kUpstreamTooLarge = 40,
  kUpstreamRedirected = 41,
  kUpstreamUnreachable = 42,
  kUpstreamTlsRefused = 43,
  kUpstreamPaymentRequired = 44,
  kOutcomeUnknown = 50,
  kKeyNotFound = 60,
  kKeyNameTaken = 61,
  kSecretNotFound = 62,
  kSecretExists = 63,
  kChuteNotFound = 64,
  kChuteAmbiguous = 65,
  kSecretKeyBanned = 66,
  kUsernameTaken = 70,
  kHotkeyRegistered = 71,
  kRegistrationTokenRefused = 72,
};

// One wrong field of a request.
struct FieldViolation {
  std::string field;        // path in the request, such as `scopes[0].object_type`
  std::string description;  // what is wrong with it

  bool operator==(const FieldViolation&) const = default;
};

// Everything that is said about an error. No member may hold a secret.
struct Failure {
  Reason reason = Reason::kUnspecified;
  std::string message = {};    // what happened, one line
  std::string next_step = {};  // the command or change that mends it; empty if there is none
  std::vector<FieldViolation> violations = {};
  std::optional<std::chrono::milliseconds> retry_after = {};
  int http_status = 0;  // what the API answered; 0 if it did not
  // The request to the API certainly did not go out, so that nothing can have changed there.
  bool nothing_sent = false;
  std::string config_path = {};  // the config file that it is about; empty if about none
  std::string stage = {};        // how far a request to the API came: see http/transport_status.h
};

// The gRPC code that goes with a reason.
absl::StatusCode CodeOf(Reason reason);

// The name as in errors.proto, without `REASON_`.
std::string_view ReasonName(Reason reason);

// An error status that carries `failure`.
absl::Status Fail(Failure failure);

// A wrong request field: INVALID_ARGUMENT with one violation, message "<field>: <description>".
absl::Status FailField(std::string_view field, std::string_view description, std::string_view next_step = "");

// What `status` carries. A status made elsewhere yields kInternal with its message; an OK one nothing.
std::optional<Failure> FailureOf(const absl::Status& status);

}  // namespace chutesd
