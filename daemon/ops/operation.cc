#include "daemon/ops/operation.h"

#include <fmt/format.h>

#include <string_view>

namespace chutesd::ops {
namespace {

Failure HotkeyMissing(const session::Session& session, std::string_view message) {
  return Fail(Reason::kHotkeyMissing, fmt::format(fmt::runtime(message), session.config_path))
      .With(fact::kPath, session.config_path);
}

}  // namespace

Result<api::Account> AccountOf(const session::Session& session) {
  if (session.hotkey == nullptr && session.api_key == nullptr) {
    return HotkeyMissing(session,
                         "there is no account in {}, and no API key was given: this needs one of them");
  }
  return api::Account{session.api_url, session.user_id, session.hotkey, session.api_key};
}

Pending<api::Account> KnownAccountOf(api::ChutesApi& api, CallContext ctx, SessionPtr session) {
  Result<api::Account> account = AccountOf(*session);
  if (!account.ok() || !account->user_id.empty()) co_return account;
  Result<api::Account> known = co_await api.Confirm(std::move(ctx), *std::move(account));
  co_return known;
}

Result<api::Account> SigningAccountOf(const session::Session& session) {
  if (session.hotkey != nullptr) return AccountOf(session);
  return HotkeyMissing(session,
                       session.api_key == nullptr
                           ? "there is no account in {}: this call must be signed with a hotkey"
                           : "an API key cannot do this: it needs a hotkey, and there is none in {}");
}

}  // namespace chutesd::ops
