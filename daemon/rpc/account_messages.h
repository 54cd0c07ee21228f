#pragma once

#include "chutesd/v1/account.pb.h"
#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/model/types.h"
#include "daemon/ops/account_ops.h"
#include "daemon/ops/hotkey_ops.h"
#include "daemon/ops/registration_ops.h"

// Checks requests about the account, and translates both ways. Each check names the field.
namespace chutesd::rpc {

// Everything but `config_path` and `api_url`, which the session store knows.
Result<ops::RegistrationArgs> RegistrationArgsFrom(const v1::RegisterAccountRequest& request);
Result<ops::UsernameQuestion> UsernameQuestionFrom(const v1::CheckUsernameRequest& request);
Result<ops::ProbeArgs> ProbeArgsFrom(const v1::ProbeHotkeyRequest& request);
Result<ops::RestoreArgs> RestoreArgsFrom(const v1::RestoreConfigRequest& request);
Result<SecretString> FingerprintFrom(const v1::ChangeFingerprintRequest& request);

void FillAccount(const model::User& user, v1::Account& message);
void FillRegistration(const ops::Registration& registration, v1::RegisterAccountResponse& response);
void FillUsernameAnswer(const ops::UsernameAnswer& answer, v1::CheckUsernameResponse& response);
void FillProbe(const ops::HotkeyProbe& probe, v1::ProbeHotkeyResponse& response);
void FillRestored(const ops::RestoredConfig& restored, v1::RestoreConfigResponse& response);

}  // namespace chutesd::rpc
