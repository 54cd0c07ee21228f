#include "proto/support/socket_path.h"

#include <utility>

namespace chutesd::support {

absl::StatusOr<SocketPath> FindSocketPath(std::string_view option, const EnvLookup& env) {
  SocketPath chosen = ChooseSocketPath(option, env);
  if (!chosen.error.empty()) return absl::InvalidArgumentError(chosen.error);
  return chosen;
}

}  // namespace chutesd::support
