#include "daemon/rpc/account_messages.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/ops/server_rules.h"
#include "daemon/rpc/selector_messages.h"
#include "daemon/rpc/wallet_messages.h"
#include "daemon/rpc/warnings.h"

namespace chutesd::rpc {
namespace {

constexpr std::size_t kMostUsernameBytes = 256;

}  // namespace

Result<ops::RegistrationArgs> RegistrationArgsFrom(const v1::RegisterAccountRequest& request) {
  if (const auto problem = ops::ProblemOfUsername(request.username())) return FailField("username", *problem);
  Result<ops::WalletChoice> wallet = WalletChoiceFrom(request);
  if (!wallet.ok()) return wallet.status();
  if (const auto problem = ops::ProblemOfRegistrationToken(request.registration_token())) {
    return FailField(
        "registration_token", *problem,
        "open https://rtok.chutes.ai/users/registration_token in a browser; a token lives 300 s");
  }
  ops::RegistrationArgs args;
  args.username = request.username();
  args.wallet = *std::move(wallet);
  args.registration_token = SecretString(request.registration_token());
  args.overwrite_config = request.overwrite_config();
  return args;
}

Result<ops::UsernameQuestion> UsernameQuestionFrom(const v1::CheckUsernameRequest& request) {
  if (request.username().size() > kMostUsernameBytes) {
    return FailField("username", fmt::format("is longer than {} bytes", kMostUsernameBytes));
  }
  ops::UsernameQuestion question;
  question.username = request.username();
  return question;
}

Result<ops::ProbeArgs> ProbeArgsFrom(const v1::ProbeHotkeyRequest& request) {
  Result<ops::WalletChoice> wallet = WalletChoiceFrom(request);
  if (!wallet.ok()) return wallet.status();
  ops::ProbeArgs args;
  args.wallet = *std::move(wallet);
  return args;
}

Result<ops::RestoreArgs> RestoreArgsFrom(const v1::RestoreConfigRequest& request) {
  Result<ops::WalletChoice> wallet = WalletChoiceFrom(request);
  if (!wallet.ok()) return wallet.status();
  ops::RestoreArgs args;
  args.wallet = *std::move(wallet);
  args.overwrite_config = request.overwrite_config();
  return args;
}

Result<SecretString> FingerprintFrom(const v1::ChangeFingerprintRequest& request) {
  if (const auto problem = ops::ProblemOfFingerprint(request.fingerprint())) {
    return FailField("fingerprint", *problem);
  }
  return SecretString(request.fingerprint());
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
  response.set_fingerprint_lost(registration.fingerprint_lost);
  response.set_config_path(registration.config_path);
  if (!registration.config.ok()) response.set_config_error(std::string(registration.config.message()));
  response.set_backup_path(registration.backup_path);
  AddAll(registration.warnings, *response.mutable_warnings());
}

void FillUsernameAnswer(const ops::UsernameAnswer& answer, v1::CheckUsernameResponse& response) {
  response.set_problem(answer.problem);
  response.set_available(answer.available);
  for (const std::string& name : answer.alternatives) response.add_alternatives(name);
}

void FillProbe(const ops::HotkeyProbe& probe, v1::ProbeHotkeyResponse& response) {
  response.set_hotkey_ss58_address(probe.hotkey_ss58_address);
  response.set_coldkey_ss58_address(probe.coldkey_ss58_address);
  if (probe.user) FillAccount(*probe.user, *response.mutable_account());
  AddAll(probe.warnings, *response.mutable_warnings());
}

void FillRestored(const ops::RestoredConfig& restored, v1::RestoreConfigResponse& response) {
  FillAccount(restored.user, *response.mutable_account());
  response.set_config_path(restored.config_path);
  response.set_backup_path(restored.backup_path);
  AddAll(restored.warnings, *response.mutable_warnings());
}

}  // namespace chutesd::rpc
