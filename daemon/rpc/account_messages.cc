#include "daemon/rpc/account_messages.h"

#include <fmt/format.h>

#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/ops/server_rules.h"
#include "daemon/rpc/selector_messages.h"

namespace chutesd::rpc {
namespace {

constexpr std::size_t kMostPathBytes = 4096;

absl::Status CheckFileName(std::string_view field, const std::string& name) {
  if (name.empty()) return FailField(field, "is empty", fmt::format("give the name of the {}", field));
  if (name.front() == '.' || name.find('/') != std::string::npos || name.find('\0') != std::string::npos ||
      name.size() > 255) {
    return FailField(field, "must be a plain file name: no '/', not starting with '.'");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ops::RegistrationArgs> RegistrationArgsFrom(const v1::RegisterAccountRequest& request) {
  if (const auto problem = ops::ProblemOfUsername(request.username()))
    return FailField("username", *problem, "choose another, such as: chutes register --username my_name");
  if (auto status = CheckFileName("wallet", request.wallet()); !status.ok()) return status;
  if (auto status = CheckFileName("hotkey", request.hotkey()); !status.ok()) return status;
  const std::string& folder = request.wallets_path();
  if (folder.size() > kMostPathBytes || folder.find('\0') != std::string::npos) {
    return FailField("wallets_path", "is not a path");
  }
  if (!folder.empty() && folder.front() != '/') {
    return FailField("wallets_path", fmt::format("'{}' is not an absolute path", folder),
                     "the daemon has another working directory: send the whole path");
  }
  if (const auto problem = ops::ProblemOfRegistrationToken(request.registration_token())) {
    return FailField(
        "registration_token", *problem,
        "open https://rtok.chutes.ai/users/registration_token in a browser; a token lives 300 s");
  }
  ops::RegistrationArgs args;
  args.username = request.username();
  args.wallets_path = folder;
  args.wallet = request.wallet();
  args.hotkey = request.hotkey();
  args.registration_token = SecretString(request.registration_token());
  args.overwrite_config = request.overwrite_config();
  return args;
}

void FillAccount(const model::User& user, v1::Account& message) {
  message.set_username(user.username);
  message.set_user_id(user.user_id);
  message.set_hotkey(user.hotkey);
  message.set_coldkey(user.coldkey);
  message.set_payment_address(user.payment_address);
  if (user.balance) message.set_balance(*user.balance);
  *message.mutable_create_time() = TimeMessage(user.create_time);
}

void FillRegistration(const ops::Registration& registration, v1::RegisterAccountResponse& response) {
  FillAccount(registration.user, *response.mutable_account());
  response.set_fingerprint(std::string(registration.fingerprint.Reveal()));
  response.set_config_path(registration.config_path);
  if (!registration.config.ok()) response.set_config_error(std::string(registration.config.message()));
  response.set_backup_path(registration.backup_path);
  for (const std::string& warning : registration.warnings) response.add_warnings(warning);
}

}  // namespace chutesd::rpc
