#include "client/cli/first_word.h"

#include <algorithm>
#include <array>

namespace chutes::cli {

bool TakesNext(std::string_view arg) {
  // A test holds this to what AddGlobalOptions adds.
  constexpr std::array<std::string_view, 5> kWithValue = {"--config-path", "--profile", "--output",
                                                          "--socket", "--timeout"};
  return std::find(kWithValue.begin(), kWithValue.end(), arg) != kWithValue.end();
}

std::vector<std::string> WithHelpOption(std::vector<std::string> args) {
  if (args.empty() || args.front() != "help") return args;
  args.erase(args.begin());
  args.emplace_back("--help");
  return args;
}

std::optional<std::size_t> FirstWord(const std::vector<std::string>& args) {
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--") return std::nullopt;
    if (!args[i].starts_with('-')) return i;
    if (TakesNext(args[i])) ++i;
  }
  return std::nullopt;
}

}  // namespace chutes::cli
