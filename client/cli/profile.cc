#include "client/cli/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "client/cli/selector.h"

namespace chutes::cli {
namespace {

constexpr std::size_t kMaxName = 64;

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == '-';
}

}  // namespace

bool IsProfileName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxName && name.front() != '.' && name.front() != '-' &&
         std::all_of(name.begin(), name.end(), IsNameCharacter);
}

Checked<std::string> ProfilesFolder(std::string_view what, const Env& env) {
  return AbsolutePath(what, "~/.chutes/environments", env);
}

Checked<std::string> ProfilePath(std::string_view what, std::string_view name, const Env& env) {
  if (!IsProfileName(name)) {
    return {"",
            UsageError{fmt::format("{}: '{}' cannot be the name of a profile: 1 to 64 letters, digits, `.`, "
                                   "`_` and `-`, not beginning with `.` or `-`",
                                   what, name),
                       "chutes profiles   (lists them; a path is given with --config-path)"}};
  }
  Checked<std::string> folder = ProfilesFolder(what, env);
  if (folder.error) return folder;
  return {fmt::format("{}/{}.ini", folder.value, name), std::nullopt};
}

}  // namespace chutes::cli
