#include "daemon/api/key_refusal.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/codec/error_body.h"

namespace chutesd::api {

Status ForApiKey(Status status, std::string_view api_key) {
  std::optional<Failure> failure = FailureOf(status);
  if (!failure) return status;
  switch (failure->reason) {
    case Reason::kUpstreamUnauthenticated:
    case Reason::kUpstreamNonceRefused:
    case Reason::kHotkeyNotRegistered:
      failure->reason = Reason::kUpstreamUnauthenticated;
      failure->message =
          "the API did not accept the API key: it is wrong or deleted, or it is a scoped key; scoped keys "
          "can "
          "only invoke chutes, and this needs an admin key";
      failure->next_step = "make an admin key where the hotkey is, and send its secret_key";
      failure->violations.clear();
      failure->facts[fact::kApiKeyId] = api_key.substr(std::min(sizeof "cpk_" - 1, api_key.size()), 32);
      return *failure;
    default:
      break;
  }
  failure->message = codec::HideEcho(failure->message, api_key);
  for (FieldViolation& violation : failure->violations) {
    violation.description = codec::HideEcho(violation.description, api_key);
  }
  return *failure;
}

}  // namespace chutesd::api
