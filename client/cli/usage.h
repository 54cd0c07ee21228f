#pragma once

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/support/text.h"

namespace chutes::cli {

// A command line that cannot be obeyed.
struct UsageError {
  std::string message;  // one line
  std::string next;     // what was probably meant; empty: the command's --help
};

// A result, or what is wrong with the command line.
template <typename T>
struct Checked {
  T value{};
  std::optional<UsageError> error;
};

// `word` among `known` as it was probably meant: the nearest by edits, if it is near enough.
std::optional<std::string> Nearest(std::string_view word, const std::vector<std::string>& known);

// `; did you mean 'X'?`, or nothing.
std::string DidYouMean(std::string_view word, const std::vector<std::string>& known);

using support::ShellWord;

// Whether several options are given of which there may be one.
inline bool MoreThanOne(std::initializer_list<bool> given) {
  return std::count(given.begin(), given.end(), true) > 1;
}

// A number of `option` from `least` to `most`.
Checked<int> ParseCount(std::string_view option, std::string_view text, int least, int most);

}  // namespace chutes::cli
