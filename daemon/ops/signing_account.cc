#include "daemon/ops/signing_account.h"

#include <fmt/format.h>

#include "daemon/base/failure.h"

namespace chutesd::ops {

absl::StatusOr<api::Account> SigningAccountOf(const session::Session& session) {
  if (session.hotkey == nullptr) {
    Failure failure;
    failure.reason = Reason::kHotkeyMissing;
    failure.message =
        fmt::format("there is no account in {}: this call must be signed with a hotkey", session.config_path);
    failure.next_step = "chutes register, or name another file with --config-path";
    return Fail(std::move(failure));
  }
  api::Account account;
  account.api_url = session.api_url;
  account.user_id = session.user_id;
  account.hotkey = session.hotkey;
  return account;
}

}  // namespace chutesd::ops
