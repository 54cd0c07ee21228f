#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "client/commands/selection.h"

// What a command reads besides its options, and the files that it makes. Paths are as typed, a `~` and all;
// `option` is named in errors.
namespace chutes::commands {

// What is in a file, at most `limit` bytes of UTF-8.
Checked<std::string> ReadOwnFile(std::string_view option, const std::string& path, std::size_t limit,
                                 const World& world);

// A secret from standard input, less one final newline. Refuses a terminal, where it would be seen, more than
// `limit` bytes, nothing at all, and what is not UTF-8.
Checked<std::string> ReadSecret(std::string_view option, std::size_t limit, const World& world);
// The same from a file.
Checked<std::string> ReadSecretFile(std::string_view option, const std::string& path, std::size_t limit,
                                    const World& world);

// Makes a new file for a secret before the secret is made, so that what cannot be written is known in time.
// What is wrong, or nothing; with an empty path nothing is to be done.
std::optional<UsageError> MakeSecretFile(std::string_view option, const std::string& path, const World& world,
                                         terminal::NewFile& file);

}  // namespace chutes::commands
