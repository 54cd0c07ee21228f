#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace chutes::cli {

// Where a secret stands among the arguments: its bytes from `from` on.
struct SecretArgument {
  std::size_t argument = 0;
  std::size_t from = 0;

  bool operator==(const SecretArgument&) const = default;
};

// The values of --value and --token, to be blanked before anybody else reads the command line. Looks
// at the words alone, so that it finds them in a command line that is wrong, too.
std::vector<SecretArgument> FindSecretArguments(const std::vector<std::string>& args);

}  // namespace chutes::cli
