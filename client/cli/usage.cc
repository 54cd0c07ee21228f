#include "client/cli/usage.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace chutes::cli {

std::optional<std::string> Nearest(std::string_view word, const std::vector<std::string>& known) {
  std::vector<std::string> names = support::NearestNames(word, known, 1);
  return names.empty() ? std::nullopt : std::optional<std::string>(std::move(names.front()));
}

std::string DidYouMean(std::string_view word, const std::vector<std::string>& known) {
  return support::DidYouMean(word, known, 1);
}

Checked<int> ParseCount(std::string_view option, std::string_view text, int least, int most) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && number >= least && number <= most) {
    return {number, std::nullopt};
  }
  return {0, UsageError{
                 fmt::format("{} must be a whole number from {} to {}, not '{}'", option, least, most, text),
                 ""}};
}

}  // namespace chutes::cli
