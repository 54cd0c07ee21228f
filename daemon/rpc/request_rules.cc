#include "daemon/rpc/request_rules.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "daemon/base/failure.h"

namespace chutesd::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Bytes of one value of a field, near enough to find the largest. Copies nothing: it may be a secret.
std::size_t SizeOf(const Message& message, const FieldDescriptor* field, int index) {
  constexpr std::size_t kTagAndLength = 2;
  const Reflection* reflection = message.GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    const Message& nested = field->is_repeated() ? reflection->GetRepeatedMessage(message, field, index)
                                                 : reflection->GetMessage(message, field);
    return kTagAndLength + nested.ByteSizeLong();
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
    const Message& nested = field->is_repeated() ? reflection->GetRepeatedMessage(message, field, at)
                                                 : reflection->GetMessage(message, field);
    if (const std::string inner = LargestField(nested); inner != "request") path += "." + inner;
  }
  return path;
}

Status CheckEnums(const Message& message, const std::string& prefix) {
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
          return FailField(path, fmt::format("has the value {}, which {} does not have in this version",
                                             value, field->enum_type()->name()));
        }
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        const Message& nested = field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                                     : reflection->GetMessage(message, field);
        if (Status status = CheckEnums(nested, path + "."); !status.ok()) return status;
      }
    }
  }
  return OkStatus();
}

}  // namespace

Status CheckRequest(const Message& request) {
  if (const std::size_t size = request.ByteSizeLong(); size > kMostRequestBytes) {
    return FailField(LargestField(request),
                     fmt::format("is too large: the request takes {} bytes, at most {} are allowed", size,
                                 kMostRequestBytes));
  }
  return CheckEnums(request, "");
}

}  // namespace chutesd::rpc
