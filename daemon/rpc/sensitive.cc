#include "daemon/rpc/sensitive.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/text_format.h>

#include <functional>
#include <memory>
#include <vector>

#include "chutesd/v1/options.pb.h"

namespace chutesd::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Calls `visit` for every set field that is marked, at any depth.
void ForEachSensitive(Message& message, const std::function<void(Message&, const FieldDescriptor*)>& visit) {
  const Reflection* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->options().GetExtension(chutesd::v1::sensitive)) {
      visit(message, field);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_map()) {
      const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
      for (int i = 0; i < count; ++i) {
        ForEachSensitive(field->is_repeated() ? *reflection->MutableRepeatedMessage(&message, field, i)
                                              : *reflection->MutableMessage(&message, field),
                         visit);
      }
    }
  }
}

}  // namespace

std::string RedactedText(const Message& message) {
  const std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  ForEachSensitive(*copy, [](Message& owner, const FieldDescriptor* field) {
    const Reflection* reflection = owner.GetReflection();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !field->is_repeated()) {
      reflection->SetString(&owner, field, "***");
    } else {
      reflection->ClearField(&owner, field);
    }
  });
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  std::string text;
  printer.PrintToString(*copy, &text);
  return text;
}

}  // namespace chutesd::rpc
