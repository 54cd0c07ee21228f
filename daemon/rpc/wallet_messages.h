#pragma once

#include "chutesd/v1/wallets.pb.h"
#include "daemon/base/failure.h"
#include "daemon/ops/wallet_reader.h"
#include "daemon/ops/wallets_ops.h"
#include "daemon/wallet/survey.h"

// Checks requests that name wallets, and translates both ways. Each check names the field.
namespace chutesd::rpc {

// OK if the choice of a request can be meant so: plain names, an absolute folder, a password of at most
// 1024 bytes.
Status CheckWalletChoice(const ops::WalletChoice& choice);

// OK if `path` can be meant as the folder of wallets: empty or absolute. INVALID_ARGUMENT names
// `wallets_path`.
Status CheckWalletsPath(const std::string& path);

// From a request with the fields `wallets_path`, `wallet`, `hotkey` and `hotkey_password`.
template <typename Request>
Result<ops::WalletChoice> WalletChoiceFrom(const Request& request) {
  ops::WalletChoice choice;
  choice.wallets_path = request.wallets_path();
  choice.wallet = request.wallet();
  choice.hotkey = request.hotkey();
  choice.password = SecretString(request.hotkey_password());
  if (Status status = CheckWalletChoice(choice); !status.ok()) return status;
  return choice;
}

Result<ops::ListWalletsArgs> ListWalletsArgsFrom(const v1::ListWalletsRequest& request);

void FillWallets(const wallet::WalletSurvey& survey, v1::ListWalletsResponse& response);

}  // namespace chutesd::rpc
