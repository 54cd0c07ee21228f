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

std::size_t SizeOf(const Message& message, const FieldDescriptor* field) {
  const std::unique_ptr<Message> alone(message.New());
  std::vector<const FieldDescriptor*> others;
  alone->CopyFrom(message);
  alone->GetReflection()->ListFields(*alone, &others);
  for (const FieldDescriptor* other : others) {
    if (other != field) alone->GetReflection()->ClearField(alone.get(), other);
  }
  return alone->ByteSizeLong();
}

std::string LargestField(const Message& request) {
  std::vector<const FieldDescriptor*> fields;
  request.GetReflection()->ListFields(request, &fields);
  std::string name = "request";
  std::size_t largest = 0;
  for (const FieldDescriptor* field : fields) {
    if (const std::size_t size = SizeOf(request, field); size > largest) {
      largest = size;
      name = field->name();
    }
  }
  return name;
}

absl::Status CheckEnums(const Message& message, const std::string& prefix) {
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
          return FailField(path, fmt::format("has the value {}, which {} does not have in this version", value,
                                             field->enum_type()->name()));
        }
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        const Message& nested = field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                                     : reflection->GetMessage(message, field);
        if (absl::Status status = CheckEnums(nested, path + "."); !status.ok()) return status;
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckRequest(const Message& request) {
  if (const std::size_t size = request.ByteSizeLong(); size > kMostRequestBytes) {
    return FailField(LargestField(request),
                     fmt::format("is too large: the request takes {} bytes, at most {} are allowed", size,
                                 kMostRequestBytes));
  }
  return CheckEnums(request, "");
}

}  // namespace chutesd::rpc
