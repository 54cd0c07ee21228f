#include "daemon/ops/edit_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/config/refusal.h"

namespace chutesd::ops {
namespace {

bool IsPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

}  // namespace

std::string EditCommand(const std::string& path, int line) {
  const std::string file = config::ShellWord(path);
  return line > 0 ? fmt::format("${{EDITOR:-vi}} +{} {}", line, file)
                  : fmt::format("${{EDITOR:-vi}} {}", file);
}

std::string SetValueCommand(const std::string& path, std::string_view section, std::string_view key,
                            std::string_view value) {
  if (value.empty() || !std::all_of(value.begin(), value.end(), IsPlain)) return EditCommand(path, 0);
  return fmt::format("sed -i -E '/^\\[{}\\]/,/^\\[/ s/^({})[[:space:]]*[=:].*/\\1 = {}/I' {}", section, key,
                     value, config::ShellWord(path));
}

}  // namespace chutesd::ops
