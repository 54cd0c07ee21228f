#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/terminal/process.h"
#include "client/terminal/terminal.h"

namespace chutes::terminal {

// What is wrong with an answer, one line; empty: nothing.
using Check = std::function<std::string(const std::string& answer)>;

// One of several things to choose from. Texts are raw.
struct Option {
  std::string name;
  std::string note;  // such as an address; may be empty
};

// Asks a person on the terminal, until an answer is one. Questions go to standard error, so that standard
// output holds data only; answers come from standard input, never from /dev/tty behind its back, so that a
// script with a redirected input cannot hang on a question that nobody sees. Texts are escaped.
// Each question gives nothing if no answer came; exit() is then how the command ends: kInterrupted after
// Ctrl-C, kUsage after the end of input.
class Prompter {
 public:
  static constexpr std::size_t kLongestAnswer = 4000;  // of a terminal's own limit of 4095

  explicit Prompter(Terminal& terminal) : terminal_(terminal) {}

  // A line, without blanks around it. An empty line means `preset`, shown in brackets, if there is one.
  std::optional<std::string> Ask(std::string_view label, std::string_view preset, const Check& check);
  // The same, not shown while it is typed, and taken with its blanks.
  std::optional<std::string> AskHidden(std::string_view label, const Check& check);
  // Index of one of the options, by its name or its number in the list; a name comes first where a name is
  // a number. `preset`: an index that an empty line means. There must be options.
  std::optional<std::size_t> Choose(std::string_view title, std::string_view label,
                                    const std::vector<Option>& options, std::optional<std::size_t> preset);
  // Yes or no; an empty line means `preset`.
  std::optional<bool> Confirm(std::string_view question, bool preset);

  void Say(std::string_view text) { terminal_.Err(text); }
  Exit exit() const { return exit_; }

 private:
  // A line with which `check` is content, too. Nothing: exit_ says why.
  std::optional<std::string> Line(std::string_view prompt, bool hidden, const Check& check);

  Terminal& terminal_;
  Exit exit_ = Exit::kOk;
};

// What `y`, `yes`, `n`, `no` mean, capitals allowed; nothing for any other answer.
std::optional<bool> YesOrNo(std::string_view answer);

}  // namespace chutes::terminal
