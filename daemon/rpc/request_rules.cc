#include "daemon/rpc/request_rules.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace chutesd::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

const Message& Nested(const Message& message, const FieldDescriptor* field, int index) {
  const Reflection* reflection = message.GetReflection();
  return field->is_repeated() ? reflection->GetRepeatedMessage(message, field, index)
                              : reflection->GetMessage(message, field);
}

// Bytes of one value of a field, near enough to find the largest. Copies nothing: it may be a secret.
std::size_t SizeOf(const Message& message, const FieldDescriptor* field, int index) {
  constexpr std::size_t kTagAndLength = 2;
  const Reflection* reflection = message.GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    return kTagAndLength + Nested(message, field, index).ByteSizeLong();
  }
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return kTagAndLength;
  std::string scratch;
  const std::string& text = field->is_repeated()
                                ? reflection->GetRepeatedStringReference(message, field, index, &scratch)
                                : reflection->GetStringReference(message, field, &scratch);
  return kTagAndLength + text.size();
}

// Path of the largest value. A list is named as a whole if no entry of it takes half of the room.
std::string LargestField(const Message& message) {
  const Reflection* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  std::string path = "request";
  std::size_t largest = 0;
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    std::size_t size = 0;
    int at = 0;
    for (int i = 0; i < count; ++i) {
      size += SizeOf(message, field, i);
      if (SizeOf(message, field, i) > SizeOf(message, field, at)) at = i;
    }
    if (size <= largest) continue;
    largest = size;
    path = field->name();
    if (field->is_repeated() && SizeOf(message, field, at) * 2 < size) continue;
    if (field->is_repeated()) path += fmt::format("[{}]", at);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (const std::string inner = LargestField(Nested(message, field, at)); inner != "request") {
      path += "." + inner;
    }
  }
  return path;
}

void CheckEnums(const Message& message, const std::string& prefix, FieldErrors& errors) {
  const Reflection* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const std::string path =
          prefix + (field->is_repeated() ? fmt::format("{}[{}]", field->name(), i) : field->name());
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        const int value = field->is_repeated() ? reflection->GetRepeatedEnumValue(message, field, i)
                                               : reflection->GetEnumValue(message, field);
        if (field->enum_type()->FindValueByNumber(value) == nullptr) {
          errors.Add(path, fmt::format("has the value {}, which {} does not have in this version", value,
                                       field->enum_type()->name()));
        }
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        CheckEnums(Nested(message, field, i), path + ".", errors);
      }
    }
  }
}

}  // namespace

void FieldErrors::Add(const Status& status) {
  if (status.ok() || status_.ok()) return status_.Update(status);
  const Failure& other = status.failure();
  Failure failure = status_.failure();
  const auto is_named = [&](const FieldViolation& violation) {
    return std::any_of(failure.violations.begin(), failure.violations.end(),
                       [&](const FieldViolation& named) { return named.field == violation.field; });
  };
  std::vector<FieldViolation> added = other.violations;
  std::erase_if(added, is_named);
  if (added.empty()) return;
  failure.violations.insert(failure.violations.end(), added.begin(), added.end());
  std::vector<std::string_view> names;
  for (const FieldViolation& violation : failure.violations) names.push_back(violation.field);
  failure.message = fmt::format("{} fields are wrong: {}", names.size(), fmt::join(names, ", "));
  failure.next_step.clear();
  failure.facts.insert(other.facts.begin(), other.facts.end());
  status_ = std::move(failure);
}

Status MergedErrors(const Status& first, const Status& second) {
  FieldErrors errors;
  errors.Add(first);
  errors.Add(second);
  return errors.status();
}

Status CheckRequest(const Message& request) {
  FieldErrors errors;
  if (const std::size_t size = request.ByteSizeLong(); size > kMostRequestBytes) {
    errors.Add(LargestField(request),
               fmt::format("is too large: the request takes {} bytes, at most {} are allowed", size,
                           kMostRequestBytes));
  } else {
    CheckEnums(request, "", errors);
  }
  return errors.status();
}

}  // namespace chutesd::rpc
