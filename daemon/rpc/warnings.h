#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <string>
#include <vector>

namespace chutesd::rpc {

// Appends to a reply's `warnings`.
inline void AddAll(const std::vector<std::string>& warnings,
                   google::protobuf::RepeatedPtrField<std::string>& field) {
  for (const std::string& warning : warnings) *field.Add() = warning;
}

}  // namespace chutesd::rpc
