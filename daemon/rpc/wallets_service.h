#pragma once

#include "chutesd/v1/wallets.grpc.pb.h"
#include "daemon/base/failure.h"
#include "daemon/ops/account/wallets.h"
#include "daemon/rpc/call_runner.h"
#include "daemon/wallet/wallet_files.h"

namespace chutesd::rpc {

// Checks requests that name wallets, and translates both ways. Each check names the field.
// Wallet and hotkey are plain file names, the folder is absolute, a password has at most 1024 bytes.
void CheckWalletChoice(const ops::WalletChoice& choice, FieldErrors& errors);

// `wallets_path` is empty or absolute.
void CheckWalletsPath(const std::string& path, FieldErrors& errors);

// From a request with the fields `wallets_path`, `wallet`, `hotkey` and `hotkey_password`.
template <typename Request>
ops::WalletChoice WalletChoiceFrom(const Request& request, FieldErrors& errors) {
  ops::WalletChoice choice;
  choice.wallets_path = request.wallets_path();
  choice.wallet = request.wallet();
  choice.hotkey = request.hotkey();
  choice.password = SecretString(request.hotkey_password());
  CheckWalletChoice(choice, errors);
  return choice;
}

Result<std::string> WalletsPathFrom(const v1::ListWalletsRequest& request);

void FillWallets(const wallet::WalletSurvey& survey, v1::ListWalletsResponse& response);

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
