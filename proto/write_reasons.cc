// Writes chutes/reason_table.h, which both programs use, from the values of chutesd.v1.Reason and their
// options.
#include <google/protobuf/descriptor.h>

#include <cctype>
#include <cstdio>
#include <fstream>
#include <string>

#include "chutesd/v1/errors.pb.h"

namespace {

// CONFIG_MISSING becomes kConfigMissing.
std::string Constant(const std::string& name) {
  std::string constant = "k";
  bool is_start = true;
  for (const char c : name) {
    if (c != '_') constant += is_start ? c : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    is_start = c == '_';
  }
  return constant;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  constexpr std::size_t kPrefix = sizeof("REASON_") - 1;
  const google::protobuf::EnumDescriptor& reasons = *chutesd::v1::Reason_descriptor();
  std::string values;
  std::string rows;
  for (int i = 0; i < reasons.value_count(); ++i) {
    const google::protobuf::EnumValueDescriptor& value = *reasons.value(i);
    const auto& options = value.options();
    const std::string name = value.name().substr(kPrefix);
    values += "  " + Constant(name) + " = " + std::to_string(value.number()) + ",\n";
    rows += "    {Reason::" + Constant(name) + ", \"" + name + "\", " +
            std::to_string(options.GetExtension(chutesd::v1::code)) + ", " +
            std::to_string(options.GetExtension(chutesd::v1::exit_status)) + ", \"" +
            options.GetExtension(chutesd::v1::next_step) + "\"},\n";
  }
  std::ofstream out(argv[1]);
  out << "// Written by the build from chutesd/v1/errors.proto.\nnamespace chutesd {\n\n"
      << "enum class Reason {\n"
      << values << "};\n\n"
      << "inline constexpr ReasonTraits kReasonTable[] = {\n"
      << rows << "};\n\n}  // namespace chutesd\n";
  return out.flush() ? 0 : 1;
}
