#include "daemon/rpc/request_rules.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "chutesd/v1/options.pb.h"

namespace chutesd::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::vector<const FieldDescriptor*> SetFieldsOf(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  return fields;
}

// How many values a field that is set has.
int CountOf(const Message& message, const FieldDescriptor* field) {
  return field->is_repeated() ? message.GetReflection()->FieldSize(message, field) : 1;
}

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
  std::string path = "request";
  std::size_t largest = 0;
  for (const FieldDescriptor* field : SetFieldsOf(message)) {
    std::size_t size = 0;
    int at = 0;
    for (int i = 0; i < CountOf(message, field); ++i) {
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
  for (const FieldDescriptor* field : SetFieldsOf(message)) {
    for (int i = 0; i < CountOf(message, field); ++i) {
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

// Blanks every set field that is marked, at any depth.
void Redact(Message& message) {
  const Reflection* reflection = message.GetReflection();
  for (const FieldDescriptor* field : SetFieldsOf(message)) {
    if (field->options().GetExtension(v1::sensitive)) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !field->is_repeated()) {
        reflection->SetString(&message, field, "***");
      } else {
        reflection->ClearField(&message, field);
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_map()) {
      for (int i = 0; i < CountOf(message, field); ++i) {
        Redact(field->is_repeated() ? *reflection->MutableRepeatedMessage(&message, field, i)
                                    : *reflection->MutableMessage(&message, field));
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

std::string MethodOf(const google::protobuf::Descriptor& request) {
  constexpr std::string_view kSuffix = "Request";
  return request.name().substr(0, request.name().size() - kSuffix.size());
}

std::string RedactedText(const Message& message) {
  const std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  Redact(*copy);
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  std::string text;
  printer.PrintToString(*copy, &text);
  return text;
}

}  // namespace chutesd::rpc
