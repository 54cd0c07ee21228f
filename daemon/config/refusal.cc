#include "daemon/config/refusal.h"

#include <fmt/format.h>

#include <cstddef>

#include "daemon/base/failure.h"

namespace chutesd::config {
namespace {

// The longest name that the format knows is `hotkey_ss58address`, 18 characters.
constexpr std::size_t kLongestShownName = 24;
// As many hex digits in a row are more likely a piece of a key than a name.
constexpr std::size_t kHexLooksLikeKey = 8;

}  // namespace

bool Presentable(std::string_view name) {
  if (name.size() > kLongestShownName || !support::IsWordOf(name, " _.-")) return false;
  std::size_t hex_run = 0;
  for (const char c : name) {
    hex_run = support::IsHexDigit(c) ? hex_run + 1 : 0;
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

}  // namespace chutesd::config
