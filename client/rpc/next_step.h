#pragma once

#include <string>
#include <utility>

namespace chutes {

// What a user can do about an error, as a value: it becomes text only where it is shown, by
// render/next_step.h. At most one of `chutes` and `shell`.
struct NextStep {
  NextStep() = default;
  // Explicit, so that no text is taken for a command by mistake.
  explicit NextStep(std::string chutes_arguments, std::string shell_command, std::string explanation)
      : chutes(std::move(chutes_arguments)), shell(std::move(shell_command)), why(std::move(explanation)) {}

  // Arguments of this program, as shell text in which every value is quoted. The options that say which
  // account and which daemon are added when it is shown.
  std::string chutes = {};
  // The command asks about no account: only the daemon is named when it is shown.
  bool is_of_no_account = false;
  // Another command, as shell text in which every value is quoted.
  std::string shell = {};
  // What it does or when, in plain words; alone if there is nothing to type.
  std::string why = {};
  // It deletes or replaces something: the account is named where it is shown.
  bool is_destructive = false;

  bool operator==(const NextStep&) const = default;
  bool empty() const { return chutes.empty() && shell.empty() && why.empty(); }
};

inline NextStep ChutesCommand(std::string arguments, std::string why = "") {
  return NextStep(std::move(arguments), "", std::move(why));
}
inline NextStep ShellCommand(std::string command, std::string why = "") {
  return NextStep("", std::move(command), std::move(why));
}
// Lists the profiles that there are, whichever was named.
inline NextStep ProfilesCommand(std::string why) {
  NextStep step = ChutesCommand("profiles", std::move(why));
  step.is_of_no_account = true;
  return step;
}
inline NextStep Advice(std::string why) { return NextStep("", "", std::move(why)); }

}  // namespace chutes
