#pragma once

#include <string>

#include "chutesd/v1/account.grpc.pb.h"
#include "chutesd/v1/wallets.grpc.pb.h"
#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/model/types.h"
#include "daemon/ops/account/account_ops.h"
#include "daemon/ops/account/hotkey_ops.h"
#include "daemon/ops/account/wallets.h"
#include "daemon/rpc/call_runner.h"
#include "daemon/rpc/request_rules.h"

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

// gRPC face of the operations on accounts. Thread-safe; the references outlive it.
class AccountService final : public v1::AccountService::CallbackService {
 public:
  AccountService(CallRunner& runner, ops::AccountOps& account, ops::HotkeyOps& hotkeys)
      : runner_(runner), account_(account), hotkeys_(hotkeys) {}

  Reactor* RegisterAccount(ServerContext* context, const v1::RegisterAccountRequest* request,
                           v1::RegisterAccountResponse* response) override;
  Reactor* GetAccount(ServerContext* context, const v1::GetAccountRequest* request,
                      v1::GetAccountResponse* response) override;
  Reactor* CheckUsername(ServerContext* context, const v1::CheckUsernameRequest* request,
                         v1::CheckUsernameResponse* response) override;
  Reactor* ProbeHotkey(ServerContext* context, const v1::ProbeHotkeyRequest* request,
                       v1::ProbeHotkeyResponse* response) override;
  Reactor* RestoreConfig(ServerContext* context, const v1::RestoreConfigRequest* request,
                         v1::RestoreConfigResponse* response) override;
  Reactor* ChangeFingerprint(ServerContext* context, const v1::ChangeFingerprintRequest* request,
                             v1::ChangeFingerprintResponse* response) override;

 private:
  CallRunner& runner_;
  ops::AccountOps& account_;
  ops::HotkeyOps& hotkeys_;
};

// gRPC face of WalletsOps. Thread-safe; the references outlive it.
class WalletsService final : public v1::WalletsService::CallbackService {
 public:
  WalletsService(CallRunner& runner, ops::WalletsOps& wallets) : runner_(runner), wallets_(wallets) {}

  Reactor* ListWallets(ServerContext* context, const v1::ListWalletsRequest* request,
                       v1::ListWalletsResponse* response) override;

 private:
  CallRunner& runner_;
  ops::WalletsOps& wallets_;
};

}  // namespace chutesd::rpc
