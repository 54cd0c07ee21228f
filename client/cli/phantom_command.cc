#include "client/cli/phantom_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "client/cli/first_word.h"

namespace chutes::cli {
namespace {

struct Phantom {
  std::string_view group;
  std::string_view name;  // empty: whatever follows, or nothing
  std::string_view meant;
  std::string_view why;
  // Words that follow are those of the command that was meant.
  bool keeps_rest = false;
};

// The first that fits counts.
constexpr std::array kPhantoms = {
    Phantom{"link", "", "register", "makes an account for a hotkey"},
    Phantom{"auth", "login", "login", "the official CLI's; with a hotkey no login is needed"},
    Phantom{"auth", "", "whoami", "shows who you are to the API"},
    Phantom{"account", "", "whoami", "shows the account and its balance"},
    Phantom{"chute", "keys", "keys", "", true},
    Phantom{"chute", "", "chutes", "the official CLI's", true},
};

bool IsWord(const std::vector<std::string>& args, std::size_t place) {
  return place < args.size() && !args[place].starts_with('-');
}

// Words as they are safe and short enough to repeat: options may hold secrets.
std::string Words(const std::vector<std::string>& args, std::size_t first, std::size_t most) {
  std::string words;
  for (std::size_t i = first; i < first + most && IsWord(args, i); ++i) words += " " + ShellWord(args[i]);
  return words;
}

}  // namespace

std::optional<UsageError> FindPhantom(const std::vector<std::string>& args) {
  const std::optional<std::size_t> place = FirstWord(args);
  if (!place) return std::nullopt;
  const std::size_t second = *place + 1;
  const auto* const found = std::find_if(kPhantoms.begin(), kPhantoms.end(), [&](const Phantom& phantom) {
    return phantom.group == args[*place] &&
           (phantom.name.empty() || (second < args.size() && phantom.name == args[second]));
  });
  if (found == kPhantoms.end()) return std::nullopt;
  const std::string typed = found->group == std::string_view("link")
                                ? std::string(found->group)
                                : std::string(found->group) + Words(args, second, 1);
  std::string meant(found->meant);
  if (found->keeps_rest) meant += Words(args, found->name.empty() ? second : second + 1, 1);
  return UsageError{
      fmt::format("there is no command '{}'; did you mean '{}'?", typed, meant),
      fmt::format("chutes {}{}", meant, found->why.empty() ? "" : fmt::format("   ({})", found->why))};
}

}  // namespace chutes::cli
