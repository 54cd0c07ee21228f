#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <vector>

#include "chutesd/v1/errors.pb.h"
#include "daemon/base/failure.h"

namespace chutesd::rpc {

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
