#include "client/cli/exit_code.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace chutes::cli {
namespace {

using rpc::CallError;
using rpc::Code;
using rpc::Fault;

struct ReasonRow {
  std::string_view reason;
  Exit exit;
};

// Every name of chutesd.v1.Reason but CANCELLED, which depends on the code, and UNSPECIFIED.
constexpr std::array kReasons = {
    ReasonRow{"INVALID_ARGUMENT", Exit::kUsage},
    ReasonRow{"INTERNAL", Exit::kError},
    ReasonRow{"TIMEOUT", Exit::kTimeout},
    ReasonRow{"QUEUE_FULL", Exit::kUpstream},
    ReasonRow{"CONFIG_MISSING", Exit::kError},
    ReasonRow{"CONFIG_INVALID", Exit::kError},
    ReasonRow{"CONFIG_UNSAFE", Exit::kRefused},
    ReasonRow{"CONFIG_EXISTS", Exit::kConflict},
    ReasonRow{"CONFIG_NOT_WRITTEN", Exit::kError},
    ReasonRow{"SOCKET_IN_USE", Exit::kNoDaemon},
    ReasonRow{"SOCKET_UNSAFE", Exit::kRefused},
    ReasonRow{"HOTKEY_MISSING", Exit::kAuth},
    ReasonRow{"WALLET_NOT_FOUND", Exit::kNotFound},
    ReasonRow{"WALLET_UNUSABLE", Exit::kError},
    ReasonRow{"API_URL_REFUSED", Exit::kUsage},
    ReasonRow{"WALLET_LOCKED", Exit::kRefused},
    ReasonRow{"WALLET_PASSWORD_WRONG", Exit::kUsage},
    ReasonRow{"API_KEY_REFUSED", Exit::kUsage},
    ReasonRow{"LEDGER_FAILED", Exit::kError},
    ReasonRow{"UPSTREAM_UNAUTHENTICATED", Exit::kAuth},
    ReasonRow{"UPSTREAM_NONCE_REFUSED", Exit::kAuth},
    ReasonRow{"HOTKEY_NOT_REGISTERED", Exit::kAuth},
    ReasonRow{"UPSTREAM_FORBIDDEN", Exit::kAuth},
    ReasonRow{"UPSTREAM_INVALID", Exit::kUsage},
    ReasonRow{"UPSTREAM_NOT_FOUND", Exit::kNotFound},
    ReasonRow{"UPSTREAM_CONFLICT", Exit::kConflict},
    ReasonRow{"UPSTREAM_RATE_LIMITED", Exit::kUpstream},
    ReasonRow{"UPSTREAM_FAILED", Exit::kUpstream},
    ReasonRow{"UPSTREAM_MALFORMED", Exit::kUpstream},
    ReasonRow{"UPSTREAM_TOO_LARGE", Exit::kUpstream},
    ReasonRow{"UPSTREAM_REDIRECTED", Exit::kUpstream},
    ReasonRow{"UPSTREAM_UNREACHABLE", Exit::kUpstream},
    ReasonRow{"UPSTREAM_TLS_REFUSED", Exit::kUpstream},
    ReasonRow{"UPSTREAM_PAYMENT_REQUIRED", Exit::kError},
    ReasonRow{"OUTCOME_UNKNOWN", Exit::kUpstream},
    ReasonRow{"KEY_NOT_FOUND", Exit::kNotFound},
    ReasonRow{"KEY_NAME_TAKEN", Exit::kConflict},
    ReasonRow{"SECRET_NOT_FOUND", Exit::kNotFound},
    ReasonRow{"SECRET_EXISTS", Exit::kConflict},
    ReasonRow{"CHUTE_NOT_FOUND", Exit::kNotFound},
    ReasonRow{"CHUTE_AMBIGUOUS", Exit::kUsage},
    ReasonRow{"SECRET_KEY_BANNED", Exit::kUsage},
    ReasonRow{"USERNAME_TAKEN", Exit::kConflict},
    ReasonRow{"HOTKEY_REGISTERED", Exit::kConflict},
    ReasonRow{"REGISTRATION_TOKEN_REFUSED", Exit::kAuth},
};

std::optional<Exit> ExitForReason(std::string_view reason) {
  const auto* row = std::find_if(kReasons.begin(), kReasons.end(),
                                 [reason](const ReasonRow& candidate) { return candidate.reason == reason; });
  if (row == kReasons.end()) return std::nullopt;
  return row->exit;
}

Exit ExitForCode(const CallError& error) {
  switch (error.code) {
    case Code::kInvalidArgument:
    case Code::kOutOfRange:
      return Exit::kUsage;
    case Code::kDeadlineExceeded:
      return Exit::kTimeout;
    case Code::kNotFound:
      return Exit::kNotFound;
    case Code::kAlreadyExists:
      return Exit::kConflict;
    case Code::kPermissionDenied:
      return Exit::kRefused;
    case Code::kUnauthenticated:
      return Exit::kAuth;
    case Code::kResourceExhausted:
    case Code::kAborted:
      return Exit::kUpstream;
    // Without a reason of ours it is about the daemon itself; CANCELLED says that it is stopping.
    case Code::kUnavailable:
      return error.reason.empty() || error.reason == "CANCELLED" ? Exit::kNoDaemon : Exit::kUpstream;
    default:
      return Exit::kError;
  }
}

}  // namespace

Exit ExitFor(const CallError& error) {
  switch (error.fault) {
    case Fault::kInterrupted:
      return Exit::kInterrupted;
    case Fault::kTimeout:
      return Exit::kTimeout;
    case Fault::kNoDaemon:
    case Fault::kLost:
      return Exit::kNoDaemon;
    case Fault::kMalformed:
      return Exit::kError;
    case Fault::kAnswered:
      break;
  }
  return ExitForReason(error.reason).value_or(ExitForCode(error));
}

}  // namespace chutes::cli
