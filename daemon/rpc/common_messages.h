#pragma once

#include <google/protobuf/repeated_ptr_field.h>
#include <google/protobuf/util/time_util.h>

#include <type_traits>
#include <vector>

#include "chutesd/v1/errors.pb.h"
#include "chutesd/v1/selector.pb.h"
#include "daemon/base/failure.h"
#include "daemon/model/types.h"
#include "daemon/ops/operation.h"
#include "daemon/session/session.h"

namespace chutesd::rpc {

// Checks and translates a selector. INVALID_ARGUMENT names `session.config_path` or `session.api_url`,
// API_KEY_REFUSED `session.api_key`.
Result<session::Selector> SelectorFrom(const v1::SessionSelector& message);

inline v1::Origin OriginMessage(session::Origin origin) { return static_cast<v1::Origin>(origin); }

inline google::protobuf::Timestamp TimeMessage(model::Time time) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(time.time_since_epoch().count());
}

// A warning as it travels, in a reply or in a trailer.
inline v1::Warning WarningMessage(const Warning& warning) {
  v1::Warning message;
  message.set_code(warning.code);
  message.set_text(warning.text);
  message.mutable_facts()->insert(warning.facts.begin(), warning.facts.end());
  return message;
}

// Appends to a reply's `warnings`.
inline void AddAll(const std::vector<Warning>& warnings,
                   google::protobuf::RepeatedPtrField<v1::Warning>& field) {
  for (const Warning& warning : warnings) *field.Add() = WarningMessage(warning);
}

// Writes the reply of an operation: by `fill(value, response)`, or `fill(value, request, response)`, and with
// the warnings of an Answer.
template <typename T, typename Request, typename Response, typename Fill>
void FillReply(const T& value, const Request& request, Response& response, const Fill& fill) {
  if constexpr (std::is_invocable_v<const Fill&, const T&, const Request&, Response&>) {
    fill(value, request, response);
  } else {
    fill(value, response);
  }
}
template <typename T, typename Request, typename Response, typename Fill>
void FillReply(const ops::Answer<T>& answer, const Request& request, Response& response, const Fill& fill) {
  FillReply(answer.value, request, response, fill);
  AddAll(answer.warnings, *response.mutable_warnings());
}

}  // namespace chutesd::rpc
