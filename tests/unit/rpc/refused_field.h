#pragma once

#include <string>
#include <vector>

#include "daemon/base/failure.h"

namespace chutesd::rpc {

// The one field that an INVALID_ARGUMENT names; what else `status` is, in words.
inline std::string RefusedField(const Status& status) {
  const auto failure = FailureOf(status);
  if (!failure) return "(accepted)";
  if (TraitsOf(failure->reason).code != 3) return "(" + std::string(status.message()) + ")";
  if (failure->violations.size() != 1) return "(" + std::to_string(failure->violations.size()) + " fields)";
  if (failure->violations[0].description.empty()) return "(no description)";
  return failure->violations[0].field;
}

// All fields that it names, in order.
inline std::vector<std::string> RefusedFields(const Status& status) {
  std::vector<std::string> fields;
  if (status.ok()) return fields;
  for (const FieldViolation& violation : status.failure().violations) fields.push_back(violation.field);
  return fields;
}

}  // namespace chutesd::rpc
