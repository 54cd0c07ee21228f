#pragma once

#include <string>

#include "absl/status/status.h"
#include "daemon/base/failure.h"

namespace chutesd::rpc {

// The one field that an INVALID_ARGUMENT names; what else `status` is, in words.
inline std::string RefusedField(const absl::Status& status) {
  const auto failure = FailureOf(status);
  if (!failure) return "(accepted)";
  if (status.code() != absl::StatusCode::kInvalidArgument) return "(" + std::string(status.message()) + ")";
  if (failure->violations.size() != 1) return "(" + std::to_string(failure->violations.size()) + " fields)";
  if (failure->violations[0].description.empty()) return "(no description)";
  return failure->violations[0].field;
}

}  // namespace chutesd::rpc
