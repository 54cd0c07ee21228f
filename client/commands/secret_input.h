#pragma once

#include <cstddef>
#include <string>

#include "client/cli/env.h"
#include "client/cli/usage.h"

namespace chutes::commands {

// Reads a secret for `option` from standard input, less one final newline. Refuses a terminal, where
// it would be seen, more than `limit` bytes, nothing at all, and what is not UTF-8. Wipe the result.
cli::Checked<std::string> ReadSecret(std::string_view option, std::size_t limit, const cli::Env& env);

// The same from the file at `path`, as typed.
cli::Checked<std::string> ReadSecretFile(std::string_view option, const std::string& path, std::size_t limit,
                                         const cli::Env& env);

}  // namespace chutes::commands
