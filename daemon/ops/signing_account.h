#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "daemon/api/chutes_api.h"
#include "daemon/session/session.h"

namespace chutesd::ops {

using SessionPtr = std::shared_ptr<const session::Session>;

// What the API layer needs of a session to sign for it. HOTKEY_MISSING if it has no hotkey.
absl::StatusOr<api::Account> SigningAccountOf(const session::Session& session);

}  // namespace chutesd::ops
