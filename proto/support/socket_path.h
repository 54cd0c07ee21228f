#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "proto/support/socket_choice.h"

namespace chutesd::support {

// ChooseSocketPath for code that has absl::Status: INVALID_ARGUMENT where there is an error.
absl::StatusOr<SocketPath> FindSocketPath(std::string_view option, const EnvLookup& env);

}  // namespace chutesd::support
