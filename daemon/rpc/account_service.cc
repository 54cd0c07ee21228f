#include "daemon/rpc/account_service.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <variant>

#include "chutesd/v1/wallets.pb.h"
#include "daemon/ops/server_rules.h"
#include "daemon/wallet/wallet_files.h"

namespace chutesd::rpc {
namespace {

constexpr std::size_t kMostUsernameBytes = 256;
constexpr std::size_t kMostWalletsPathBytes = 4096;
constexpr std::size_t kMostPasswordBytes = 1024;

// The numbers are the same on both sides.
static_assert(static_cast<int>(wallet::HotkeyStorage::kPlain) == v1::HOTKEY_STORAGE_PLAIN);
static_assert(static_cast<int>(wallet::HotkeyStorage::kEncrypted) == v1::HOTKEY_STORAGE_ENCRYPTED);

void CheckFileName(std::string_view field, const std::string& name, FieldErrors& errors) {
  if (name.empty()) {
    errors.Add(field, "is empty", fmt::format("give the name of the {}", field));
  } else if (name.front() == '.' || name.find('/') != std::string::npos ||
             name.find('\0') != std::string::npos || name.size() > 255) {
    errors.Add(field, "must be a plain file name: no '/', not starting with '.'");
  }
}

// Wallet and hotkey are plain file names, the folder is absolute, a password has at most 1024 bytes.
template <typename Request>
ops::WalletChoice WalletChoiceFrom(const Request& request, FieldErrors& errors) {
  CheckFileName("wallet", request.wallet(), errors);
  CheckFileName("hotkey", request.hotkey(), errors);
  CheckWalletsPath(request.wallets_path(), errors);
  if (request.hotkey_password().size() > kMostPasswordBytes) {
    errors.Add("hotkey_password", fmt::format("is longer than {} bytes", kMostPasswordBytes));
  }
  return {request.wallets_path(), request.wallet(), request.hotkey(),
          SecretString(request.hotkey_password())};
}

Result<ops::UsernameArgs> UsernameArgsFrom(const v1::CheckUsernameRequest& request) {
  if (request.username().size() > kMostUsernameBytes) {
    return FailField("username", fmt::format("is longer than {} bytes", kMostUsernameBytes));
  }
  return ops::UsernameArgs{"", request.username()};
}

Result<std::string> WalletsPathFrom(const v1::ListWalletsRequest& request) {
  FieldErrors errors;
  CheckWalletsPath(request.wallets_path(), errors);
  return errors.Or(request.wallets_path());
}

void FillUsernameAvailability(const ops::UsernameAvailability& found, v1::CheckUsernameResponse& response) {
  response.set_problem(found.problem);
  response.set_available(found.available);
  for (const std::string& name : found.alternatives) response.add_alternatives(name);
}

void FillProbe(const ops::HotkeyProbe& probe, v1::ProbeHotkeyResponse& response) {
  response.set_hotkey_ss58_address(probe.hotkey_ss58_address);
  response.set_coldkey_ss58_address(probe.coldkey_ss58_address);
  if (probe.user) FillAccount(*probe.user, *response.mutable_account());
}

void FillWallets(const wallet::WalletSurvey& survey, v1::ListWalletsResponse& response) {
  response.set_wallets_path(survey.wallets_path);
  for (const wallet::WalletSummary& wallet : survey.wallets) {
    v1::Wallet& message = *response.add_wallets();
    message.set_name(wallet.name);
    message.set_coldkey_ss58_address(wallet.coldkey_ss58_address);
    message.set_problem(wallet.problem);
    for (const wallet::HotkeySummary& hotkey : wallet.hotkeys) {
      v1::WalletHotkey& entry = *message.add_hotkeys();
      entry.set_name(hotkey.name);
      entry.set_ss58_address(hotkey.ss58_address);
      entry.set_storage(static_cast<v1::HotkeyStorage>(hotkey.storage));
      entry.set_problem(hotkey.problem);
    }
  }
}

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

Result<ops::ProbeArgs> ProbeArgsFrom(const v1::ProbeHotkeyRequest& request) {
  FieldErrors errors;
  return errors.Or(ops::ProbeArgs{"", WalletChoiceFrom(request, errors)});
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

void CheckWalletsPath(const std::string& path, FieldErrors& errors) {
  if (path.size() > kMostWalletsPathBytes || path.find('\0') != std::string::npos) {
    errors.Add("wallets_path", "is not a path");
  } else if (!path.empty() && path.front() != '/') {
    errors.Add("wallets_path", fmt::format("'{}' is not an absolute path", path),
               "the daemon has another working directory: send the whole path");
  }
}

void FillAccount(const model::User& user, v1::Account& message) {
  message.set_username(user.username);
  message.set_user_id(user.user_id);
  message.set_hotkey(user.hotkey);
  message.set_coldkey(user.coldkey);
  message.set_payment_address(user.payment_address);
  if (user.balance) message.set_balance(*user.balance);
  if (user.create_time) *message.mutable_create_time() = TimeMessage(*user.create_time);
}

void FillRegistration(const ops::Registration& registration, v1::RegisterAccountResponse& response) {
  FillAccount(registration.user, *response.mutable_account());
  response.set_fingerprint(std::string(registration.fingerprint.Reveal()));
  response.set_fingerprint_lost(registration.fingerprint_lost);
  response.set_config_path(registration.config_path);
  if (!registration.config.ok()) response.set_config_error(registration.config.message());
  response.set_backup_path(registration.backup_path);
}

void FillRestored(const ops::RestoredConfig& restored, v1::RestoreConfigResponse& response) {
  FillAccount(restored.user, *response.mutable_account());
  response.set_config_path(restored.config_path);
  response.set_backup_path(restored.backup_path);
}

Reactor* AccountService::RegisterAccount(ServerContext* context, const v1::RegisterAccountRequest* request,
                                         v1::RegisterAccountResponse* response) {
  return runner_.Run(context, request, response, RegistrationArgsFrom(*request),
                     runner_.AtTarget(&ops::HotkeyOps::Register, &hotkeys_), FillRegistration);
}

Reactor* AccountService::GetAccount(ServerContext* context, const v1::GetAccountRequest* request,
                                    v1::GetAccountResponse* response) {
  const auto get = [this](CallContext ctx, ops::SessionPtr session, std::monostate) {
    return account_.Get(std::move(ctx), std::move(session));
  };
  return runner_.Run(context, request, response, NoArgs(), runner_.InSession(get),
                     [](const model::User& user, v1::GetAccountResponse& out) {
                       FillAccount(user, *out.mutable_account());
                     });
}

Reactor* AccountService::CheckUsername(ServerContext* context, const v1::CheckUsernameRequest* request,
                                       v1::CheckUsernameResponse* response) {
  return runner_.Run(context, request, response, UsernameArgsFrom(*request),
                     runner_.AtTarget(&ops::AccountOps::CheckUsername, &account_), FillUsernameAvailability);
}

Reactor* AccountService::ProbeHotkey(ServerContext* context, const v1::ProbeHotkeyRequest* request,
                                     v1::ProbeHotkeyResponse* response) {
  return runner_.Run(context, request, response, ProbeArgsFrom(*request),
                     runner_.AtTarget(&ops::HotkeyOps::Probe, &hotkeys_), FillProbe);
}

Reactor* AccountService::RestoreConfig(ServerContext* context, const v1::RestoreConfigRequest* request,
                                       v1::RestoreConfigResponse* response) {
  return runner_.Run(context, request, response, RestoreArgsFrom(*request),
                     runner_.AtTarget(&ops::HotkeyOps::Restore, &hotkeys_), FillRestored);
}

Reactor* AccountService::ChangeFingerprint(ServerContext* context,
                                           const v1::ChangeFingerprintRequest* request,
                                           v1::ChangeFingerprintResponse* response) {
  return runner_.Run(context, request, response, FingerprintFrom(*request),
                     runner_.InSession(&ops::AccountOps::ChangeFingerprint, &account_),
                     [](ops::FingerprintChanged, v1::ChangeFingerprintResponse&) {});
}

Reactor* WalletsService::ListWallets(ServerContext* context, const v1::ListWalletsRequest* request,
                                     v1::ListWalletsResponse* response) {
  const auto list = [this](const CallPtr&, CallContext ctx, const session::Selector&, std::string path) {
    return wallets_.List(std::move(ctx), std::move(path));
  };
  return runner_.Run(context, request, response, WalletsPathFrom(*request), list, FillWallets);
}

}  // namespace chutesd::rpc
