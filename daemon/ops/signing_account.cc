#include "daemon/ops/signing_account.h"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace chutesd::ops {
namespace {

Status HotkeyMissing(const session::Session& session, std::string message) {
  return Fail(Reason::kHotkeyMissing, std::move(message)).With(fact::kPath, session.config_path);
}

}  // namespace

Result<api::Account> AccountOf(const session::Session& session) {
  if (session.hotkey == nullptr && session.api_key == nullptr) {
    return HotkeyMissing(
        session, fmt::format("there is no account in {}, and no API key was given: this needs one of them",
                             session.config_path));
  }
  return api::Account{session.api_url, session.user_id, session.hotkey, session.api_key};
}

Result<api::Account> SigningAccountOf(const session::Session& session) {
  if (session.hotkey != nullptr) return AccountOf(session);
  constexpr std::string_view kNoKey = "there is no account in {}: this call must be signed with a hotkey";
  constexpr std::string_view kApiKey =
      "an API key cannot do this: it needs a hotkey, and there is none in {}";
  return HotkeyMissing(
      session, fmt::format(fmt::runtime(session.api_key == nullptr ? kNoKey : kApiKey), session.config_path));
}

}  // namespace chutesd::ops
