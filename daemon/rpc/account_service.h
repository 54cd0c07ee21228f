#pragma once

#include <string>

#include "chutesd/v1/account.pb.h"
#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/model/types.h"
#include "daemon/ops/account/account_ops.h"
#include "daemon/ops/account/hotkey_ops.h"
#include "daemon/ops/account/registration_ops.h"
#include "daemon/ops/account/wallets.h"
#include "daemon/rpc/request_rules.h"
#include "daemon/rpc/service.h"

namespace chutesd::rpc {

// Checks requests about accounts and wallets, and translates both ways. Each check names the field.
// Everything but `config_path` and `api_url`, which the session store knows.
Result<ops::RegistrationArgs> RegistrationArgsFrom(const v1::RegisterAccountRequest& request);
Result<ops::ProbeArgs> ProbeArgsFrom(const v1::ProbeHotkeyRequest& request);
Result<ops::RestoreArgs> RestoreArgsFrom(const v1::RestoreConfigRequest& request);
Result<SecretString> FingerprintFrom(const v1::ChangeFingerprintRequest& request);
// `wallets_path` is empty or absolute.
void CheckWalletsPath(const std::string& path, FieldErrors& errors);

void FillAccount(const model::User& user, v1::Account& message);
void FillRegistration(const ops::Registration& registration, v1::RegisterAccountResponse& response);
void FillRestored(const ops::RestoredConfig& restored, v1::RestoreConfigResponse& response);

// What AccountService is a face of.
struct AccountOperations {
  ops::AccountOps& account;
  ops::RegistrationOps& registration;
  ops::HotkeyOps& hotkeys;
};

// gRPC face of the operations on accounts. Thread-safe; the references outlive it.
class AccountService final : public Service {
 public:
  AccountService(CallRunner& runner, const AccountOperations& operations);
};

// gRPC face of WalletsOps. Thread-safe; the references outlive it.
class WalletsService final : public Service {
 public:
  WalletsService(CallRunner& runner, ops::WalletsOps& wallets);
};

}  // namespace chutesd::rpc
