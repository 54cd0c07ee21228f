#pragma once

#include "chutesd/v1/wallets.grpc.pb.h"
#include "daemon/ops/wallets_ops.h"
#include "daemon/rpc/call_runner.h"

namespace chutesd::rpc {

// gRPC face of WalletsOps. Thread-safe; the references outlive it.
class WalletsService final : public v1::WalletsService::CallbackService {
 public:
  WalletsService(CallRunner& runner, ops::WalletsOps& wallets) : runner_(runner), wallets_(wallets) {}

  grpc::ServerUnaryReactor* ListWallets(grpc::CallbackServerContext* context,
                                        const v1::ListWalletsRequest* request,
                                        v1::ListWalletsResponse* response) override;

 private:
  CallRunner& runner_;
  ops::WalletsOps& wallets_;
};

}  // namespace chutesd::rpc
