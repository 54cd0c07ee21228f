#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "chutesd/v1/account.pb.h"
#include "daemon/model/user.h"
#include "daemon/ops/account_ops.h"

// Checks requests about the account, and translates both ways. Each check names the field.
namespace chutesd::rpc {

// Everything but `config_path` and `api_url`, which the session store knows.
absl::StatusOr<ops::RegistrationArgs> RegistrationArgsFrom(const v1::RegisterAccountRequest& request);

void FillAccount(const model::User& user, v1::Account& message);
void FillRegistration(const ops::Registration& registration, v1::RegisterAccountResponse& response);

}  // namespace chutesd::rpc
