#pragma once

#include "chutesd/v1/account.grpc.pb.h"
#include "daemon/ops/account_ops.h"
#include "daemon/rpc/call_runner.h"
#include "daemon/session/session_store.h"

namespace chutesd::rpc {

// gRPC face of AccountOps. Thread-safe; the references outlive it.
class AccountService final : public v1::AccountService::CallbackService {
 public:
  AccountService(CallRunner& runner, ops::AccountOps& account, session::SessionStore& sessions)
      : runner_(runner), account_(account), sessions_(sessions) {}

  grpc::ServerUnaryReactor* RegisterAccount(grpc::CallbackServerContext* context,
                                            const v1::RegisterAccountRequest* request,
                                            v1::RegisterAccountResponse* response) override;
  grpc::ServerUnaryReactor* GetAccount(grpc::CallbackServerContext* context,
                                       const v1::GetAccountRequest* request,
                                       v1::GetAccountResponse* response) override;

 private:
  CallRunner& runner_;
  ops::AccountOps& account_;
  session::SessionStore& sessions_;  // loop thread only
};

}  // namespace chutesd::rpc
