#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chutes::cli {

// Whether an argument, without `=`, is an option of every command whose value is the next argument.
bool TakesNext(std::string_view arg);

// `help keys list` as `keys list --help`; other command lines as they are.
std::vector<std::string> WithHelpOption(std::vector<std::string> args);

// The place of the first word that is neither an option nor the value of an option of every command: the
// command's name. Nothing if there is none, or if `--` comes first.
std::optional<std::size_t> FirstWord(const std::vector<std::string>& args);

}  // namespace chutes::cli
