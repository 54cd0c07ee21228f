#include "daemon/config/config_error.h"

#include <fmt/format.h>

#include <cstddef>
#include <string>

#include "absl/strings/ascii.h"
#include "proto/support/text.h"

namespace chutesd::config {
namespace {

// The longest name that the format knows is `hotkey_ss58address`, 18 characters.
constexpr std::size_t kLongestShownName = 24;
// As many hex digits in a row are more likely a piece of a key than a name.
constexpr std::size_t kHexLooksLikeKey = 8;

}  // namespace

bool IsPresentable(std::string_view name) {
  if (name.size() > kLongestShownName || !support::IsWordOf(name, " _.-")) return false;
  std::size_t hex_run = 0;
  for (const char c : name) {
    hex_run = absl::ascii_isxdigit(static_cast<unsigned char>(c)) ? hex_run + 1 : 0;
    if (hex_run >= kHexLooksLikeKey) return false;
  }
  return true;
}

Status ConfigInvalid(const Place& place, std::string_view problem, std::string_view next_step) {
  Failure failure{.reason = Reason::kConfigInvalid, .next_step = std::string(next_step)};
  failure.facts[fact::kPath] = place.path;
  std::string where(place.path);
  if (place.line > 0) {
    failure.facts[fact::kLine] = std::to_string(place.line);
    where += fmt::format(":{}", place.line);
  }
  std::string what;
  if (IsPresentable(place.section)) {
    failure.facts[fact::kSection] = place.section;
    what = fmt::format("[{}] ", place.section);
  }
  if (IsPresentable(place.key)) {
    failure.facts[fact::kKey] = place.key;
    what += place.key;
  }
  while (what.ends_with(' ')) what.pop_back();
  failure.message = fmt::format("{}: {}{}{}", where, what, what.empty() ? "" : ": ", problem);
  return failure;
}

}  // namespace chutesd::config
