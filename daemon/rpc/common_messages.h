#pragma once

#include <google/protobuf/repeated_ptr_field.h>
#include <google/protobuf/timestamp.pb.h>

#include <string>
#include <string_view>
#include <vector>

#include "chutesd/v1/errors.pb.h"
#include "chutesd/v1/selector.pb.h"
#include "daemon/base/failure.h"
#include "daemon/model/types.h"
#include "daemon/session/session.h"

namespace chutesd::rpc {

// Checks and translates a selector. INVALID_ARGUMENT names `session.config_path` or `session.api_url`,
// API_KEY_REFUSED `session.api_key`.
Result<session::Selector> SelectorFrom(const v1::SessionSelector& message);

v1::Origin OriginMessage(session::Origin origin);

google::protobuf::Timestamp TimeMessage(model::Time time);

// What must stay the same from page to page: which list (such as "keys"), the session, the filter.
std::string PageArguments(std::string_view list, const v1::SessionSelector& session,
                          const std::string& filter);

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

}  // namespace chutesd::rpc
