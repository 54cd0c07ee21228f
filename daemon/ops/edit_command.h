#pragma once

#include <string>
#include <string_view>

// Commands that mend a config file, for a POSIX shell.
namespace chutesd::ops {

// Opens the file in the user's editor, at a line if `line` is not 0.
std::string EditCommand(const std::string& path, int line);

// Sets the value of a key that stands in a section of the file. EditCommand if the value has other
// characters than letters, digits, `_` and `-`: it may come from a server, and is to be run by a shell.
std::string SetValueCommand(const std::string& path, std::string_view section, std::string_view key,
                            std::string_view value);

}  // namespace chutesd::ops
