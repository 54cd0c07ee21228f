#include "daemon/rpc/account_service.h"

#include <fmt/format.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "daemon/ops/server_rules.h"
#include "daemon/rpc/common_messages.h"
#include "daemon/rpc/wallets_service.h"

namespace chutesd::rpc {
namespace {

constexpr std::size_t kMostUsernameBytes = 256;

}  // namespace

Result<ops::RegistrationArgs> RegistrationArgsFrom(const v1::RegisterAccountRequest& request) {
  FieldErrors errors;
  ops::RegistrationArgs args;
  errors.AddIf("username", ops::ProblemOfUsername(request.username()));
  args.username = request.username();
  args.wallet = WalletChoiceFrom(request, errors);
  errors.AddIf("registration_token", ops::ProblemOfRegistrationToken(request.registration_token()),
               "open https://rtok.chutes.ai/users/registration_token in a browser; a token lives 300 s");
  args.registration_token = SecretString(request.registration_token());
  args.overwrite_config = request.overwrite_config();
  return errors.Or(std::move(args));
}

Result<ops::UsernameArgs> UsernameArgsFrom(const v1::CheckUsernameRequest& request) {
  if (request.username().size() > kMostUsernameBytes) {
    return FailField("username", fmt::format("is longer than {} bytes", kMostUsernameBytes));
  }
  ops::UsernameArgs args;
  args.username = request.username();
  return args;
}

Result<ops::ProbeArgs> ProbeArgsFrom(const v1::ProbeHotkeyRequest& request) {
  FieldErrors errors;
  ops::ProbeArgs args;
  args.wallet = WalletChoiceFrom(request, errors);
  return errors.Or(std::move(args));
}

Result<ops::RestoreArgs> RestoreArgsFrom(const v1::RestoreConfigRequest& request) {
  FieldErrors errors;
  ops::RestoreArgs args;
  args.wallet = WalletChoiceFrom(request, errors);
  args.overwrite_config = request.overwrite_config();
  return errors.Or(std::move(args));
}

Result<SecretString> FingerprintFrom(const v1::ChangeFingerprintRequest& request) {
  FieldErrors errors;
  errors.AddIf("fingerprint", ops::ProblemOfFingerprint(request.fingerprint()));
  return errors.Or(SecretString(request.fingerprint()));
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

void FillRegistration(const ops::Answer<ops::Registration>& answer, v1::RegisterAccountResponse& response) {
  const ops::Registration& registration = answer.value;
  FillAccount(registration.user, *response.mutable_account());
  response.set_fingerprint(std::string(registration.fingerprint.Reveal()));
  response.set_fingerprint_lost(registration.fingerprint_lost);
  response.set_config_path(registration.config_path);
  if (!registration.config.ok()) response.set_config_error(registration.config.message());
  response.set_backup_path(registration.backup_path);
  AddAll(answer.warnings, *response.mutable_warnings());
}

void FillUsernameAvailability(const ops::UsernameAvailability& found, v1::CheckUsernameResponse& response) {
  response.set_problem(found.problem);
  response.set_available(found.available);
  for (const std::string& name : found.alternatives) response.add_alternatives(name);
}

void FillProbe(const ops::Answer<ops::HotkeyProbe>& answer, v1::ProbeHotkeyResponse& response) {
  response.set_hotkey_ss58_address(answer.value.hotkey_ss58_address);
  response.set_coldkey_ss58_address(answer.value.coldkey_ss58_address);
  if (answer.value.user) FillAccount(*answer.value.user, *response.mutable_account());
  AddAll(answer.warnings, *response.mutable_warnings());
}

void FillRestored(const ops::Answer<ops::RestoredConfig>& answer, v1::RestoreConfigResponse& response) {
  FillAccount(answer.value.user, *response.mutable_account());
  response.set_config_path(answer.value.config_path);
  response.set_backup_path(answer.value.backup_path);
  AddAll(answer.warnings, *response.mutable_warnings());
}

Reactor* AccountService::RegisterAccount(ServerContext* context, const v1::RegisterAccountRequest* request,
                                         v1::RegisterAccountResponse* response) {
  return runner_.RunWithoutAccount(context, request, response, RegistrationArgsFrom(*request),
                                   std::bind_front(&ops::HotkeyOps::Register, &ops_.hotkeys),
                                   FillRegistration);
}

Reactor* AccountService::GetAccount(ServerContext* context, const v1::GetAccountRequest* request,
                                    v1::GetAccountResponse* response) {
  return runner_.Run(
      context, request, response, Result<std::monostate>(std::monostate()),
      [this](CallContext ctx, ops::SessionPtr session, std::monostate) {
        return ops_.account.Get(std::move(ctx), std::move(session));
      },
      [](const model::User& user, v1::GetAccountResponse& out) {
        FillAccount(user, *out.mutable_account());
      });
}

Reactor* AccountService::CheckUsername(ServerContext* context, const v1::CheckUsernameRequest* request,
                                       v1::CheckUsernameResponse* response) {
  return runner_.RunWithoutAccount(context, request, response, UsernameArgsFrom(*request),
                                   std::bind_front(&ops::AccountOps::CheckUsername, &ops_.account),
                                   FillUsernameAvailability);
}

Reactor* AccountService::ProbeHotkey(ServerContext* context, const v1::ProbeHotkeyRequest* request,
                                     v1::ProbeHotkeyResponse* response) {
  return runner_.RunWithoutAccount(context, request, response, ProbeArgsFrom(*request),
                                   std::bind_front(&ops::HotkeyOps::Probe, &ops_.hotkeys), FillProbe);
}

Reactor* AccountService::RestoreConfig(ServerContext* context, const v1::RestoreConfigRequest* request,
                                       v1::RestoreConfigResponse* response) {
  return runner_.RunWithoutAccount(context, request, response, RestoreArgsFrom(*request),
                                   std::bind_front(&ops::HotkeyOps::Restore, &ops_.hotkeys), FillRestored);
}

Reactor* AccountService::ChangeFingerprint(ServerContext* context,
                                           const v1::ChangeFingerprintRequest* request,
                                           v1::ChangeFingerprintResponse* response) {
  return runner_.Run(context, request, response, FingerprintFrom(*request),
                     std::bind_front(&ops::AccountOps::ChangeFingerprint, &ops_.account),
                     [](ops::FingerprintChanged, v1::ChangeFingerprintResponse&) {});
}

}  // namespace chutesd::rpc
