#include "client/cli/secret_arguments.h"

#include <array>
#include <string_view>

namespace chutes::cli {

std::vector<SecretArgument> FindSecretArguments(const std::vector<std::string>& args) {
  constexpr std::array<std::string_view, 2> kOptions = {"--value", "--token"};
  std::vector<SecretArgument> found;
  for (std::size_t i = 0; i < args.size(); ++i) {
    for (const std::string_view option : kOptions) {
      if (!args[i].starts_with(option)) continue;
      if (args[i].size() == option.size()) {
        if (i + 1 < args.size()) found.push_back({i + 1, 0});
      } else if (args[i][option.size()] == '=') {
        found.push_back({i, option.size() + 1});
      }
    }
  }
  return found;
}

}  // namespace chutes::cli
