#pragma once

#include "chutesd/v1/keys.grpc.pb.h"
#include "daemon/ops/keys_ops.h"
#include "daemon/rpc/call_runner.h"

namespace chutesd::rpc {

// gRPC face of KeysOps. Thread-safe; `runner` and `keys` outlive it.
class KeysService final : public v1::KeysService::CallbackService {
 public:
  KeysService(CallRunner& runner, ops::KeysOps& keys) : runner_(runner), keys_(keys) {}

  grpc::ServerUnaryReactor* ListKeys(grpc::CallbackServerContext* context, const v1::ListKeysRequest* request,
                                     v1::ListKeysResponse* response) override;
  grpc::ServerUnaryReactor* GetKey(grpc::CallbackServerContext* context, const v1::GetKeyRequest* request,
                                   v1::GetKeyResponse* response) override;
  grpc::ServerUnaryReactor* CreateKey(grpc::CallbackServerContext* context,
                                      const v1::CreateKeyRequest* request,
                                      v1::CreateKeyResponse* response) override;
  grpc::ServerUnaryReactor* DeleteKey(grpc::CallbackServerContext* context,
                                      const v1::DeleteKeyRequest* request,
                                      v1::DeleteKeyResponse* response) override;

 private:
  CallRunner& runner_;
  ops::KeysOps& keys_;
};

}  // namespace chutesd::rpc
