#include "daemon/config/refusal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "daemon/base/failure.h"

namespace chutesd::config {
namespace {

// The longest name that the format knows is `hotkey_ss58address`, 18 characters.
constexpr std::size_t kLongestShownName = 24;
// As many hex digits in a row are more likely a piece of a key than a name.
constexpr std::size_t kHexLooksLikeKey = 8;

bool IsOneOf(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

bool IsAlnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool IsHexDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

}  // namespace

bool Presentable(std::string_view name) {
  if (name.empty() || name.size() > kLongestShownName) return false;
  if (!std::all_of(name.begin(), name.end(), [](char c) { return IsAlnum(c) || IsOneOf(c, " _.-"); })) {
    return false;
  }
  std::size_t hex_run = 0;
  for (const char c : name) {
    hex_run = IsHexDigit(c) ? hex_run + 1 : 0;
    if (hex_run >= kHexLooksLikeKey) return false;
  }
  return true;
}

Status RefuseConfig(const Place& place, std::string_view problem, std::string_view next_step) {
  std::string where(place.path);
  if (place.line > 0) where += fmt::format(":{}", place.line);
  std::string what;
  if (Presentable(place.section)) what += fmt::format("[{}] ", place.section);
  if (Presentable(place.key)) what += place.key;
  while (what.ends_with(' ')) what.pop_back();
  if (!what.empty()) what += ": ";
  Failure failure;
  failure.reason = Reason::kConfigInvalid;
  failure.message = fmt::format("{}: {}{}", where, what, problem);
  failure.next_step = std::string(next_step);
  failure.facts[fact::kPath] = place.path;
  if (place.line > 0) failure.facts[fact::kLine] = std::to_string(place.line);
  if (Presentable(place.section)) failure.facts[fact::kSection] = place.section;
  if (Presentable(place.key)) failure.facts[fact::kKey] = place.key;
  return failure;
}

std::string ShellWord(std::string_view text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return IsAlnum(c) || IsOneOf(c, "_./~+,:@%=-");
  });
  // A leading `~` would be expanded when bare, and a leading `-` read as an option either way.
  if (plain && text.front() != '~') return std::string(text);
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

}  // namespace chutesd::config
