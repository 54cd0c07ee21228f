#pragma once

#include "chutesd/v1/account.grpc.pb.h"
#include "chutesd/v1/account.pb.h"
#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/model/types.h"
#include "daemon/ops/account/account_ops.h"
#include "daemon/ops/account/hotkey_ops.h"
#include "daemon/rpc/call_runner.h"

namespace chutesd::rpc {

// Checks requests about the account, and translates both ways. Each check names the field.
// Everything but `config_path` and `api_url`, which the session store knows.
Result<ops::RegistrationArgs> RegistrationArgsFrom(const v1::RegisterAccountRequest& request);
Result<ops::UsernameArgs> UsernameArgsFrom(const v1::CheckUsernameRequest& request);
Result<ops::ProbeArgs> ProbeArgsFrom(const v1::ProbeHotkeyRequest& request);
Result<ops::RestoreArgs> RestoreArgsFrom(const v1::RestoreConfigRequest& request);
Result<SecretString> FingerprintFrom(const v1::ChangeFingerprintRequest& request);

void FillAccount(const model::User& user, v1::Account& message);
void FillRegistration(const ops::Answer<ops::Registration>& answer, v1::RegisterAccountResponse& response);
void FillUsernameAvailability(const ops::UsernameAvailability& found, v1::CheckUsernameResponse& response);
void FillProbe(const ops::Answer<ops::HotkeyProbe>& answer, v1::ProbeHotkeyResponse& response);
void FillRestored(const ops::Answer<ops::RestoredConfig>& answer, v1::RestoreConfigResponse& response);

// What AccountService is a face of.
struct AccountOperations {
  ops::AccountOps& account;
  ops::HotkeyOps& hotkeys;
};

// gRPC face of the operations on accounts. Thread-safe; the references outlive it.
class AccountService final : public v1::AccountService::CallbackService {
 public:
  AccountService(CallRunner& runner, AccountOperations operations) : runner_(runner), ops_(operations) {}

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
  AccountOperations ops_;
};

}  // namespace chutesd::rpc
