#include "daemon/ops/signing_account.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "daemon/base/failure.h"

namespace chutesd::ops {
namespace {

Status HotkeyMissing(const session::Session& session, std::string message) {
  Failure failure;
  failure.reason = Reason::kHotkeyMissing;
  failure.message = std::move(message);
  failure.facts[fact::kPath] = session.config_path;
  return failure;
}

}  // namespace

Result<api::Account> AccountOf(const session::Session& session) {
  if (session.hotkey == nullptr && session.api_key == nullptr) {
    return HotkeyMissing(
        session, fmt::format("there is no account in {}, and no API key was given: this needs one of them",
                             session.config_path));
  }
  api::Account account;
  account.api_url = session.api_url;
  account.user_id = session.user_id;
  account.hotkey = session.hotkey;
  account.api_key = session.api_key;
  return account;
}

Result<api::Account> SigningAccountOf(const session::Session& session) {
  if (session.hotkey == nullptr && session.api_key != nullptr) {
    return HotkeyMissing(session,
                         fmt::format("an API key cannot do this: it needs a hotkey, and there is none in {}",
                                     session.config_path));
  }
  if (session.hotkey == nullptr) {
    return HotkeyMissing(session,
                         fmt::format("there is no account in {}: this call must be signed with a hotkey",
                                     session.config_path));
  }
  return AccountOf(session);
}

}  // namespace chutesd::ops
