#pragma once

#include "chutesd/v1/secrets.grpc.pb.h"
#include "daemon/ops/secrets_ops.h"
#include "daemon/rpc/call_runner.h"

namespace chutesd::rpc {

// gRPC face of SecretsOps. Thread-safe; `runner` and `secrets` outlive it.
class SecretsService final : public v1::SecretsService::CallbackService {
 public:
  SecretsService(CallRunner& runner, ops::SecretsOps& secrets) : runner_(runner), secrets_(secrets) {}

  grpc::ServerUnaryReactor* ListSecrets(grpc::CallbackServerContext* context,
                                        const v1::ListSecretsRequest* request,
                                        v1::ListSecretsResponse* response) override;
  grpc::ServerUnaryReactor* GetSecret(grpc::CallbackServerContext* context,
                                      const v1::GetSecretRequest* request,
                                      v1::GetSecretResponse* response) override;
  grpc::ServerUnaryReactor* CreateSecret(grpc::CallbackServerContext* context,
                                         const v1::CreateSecretRequest* request,
                                         v1::CreateSecretResponse* response) override;
  grpc::ServerUnaryReactor* SetSecret(grpc::CallbackServerContext* context,
                                      const v1::SetSecretRequest* request,
                                      v1::SetSecretResponse* response) override;
  grpc::ServerUnaryReactor* DeleteSecret(grpc::CallbackServerContext* context,
                                         const v1::DeleteSecretRequest* request,
                                         v1::DeleteSecretResponse* response) override;

 private:
  CallRunner& runner_;
  ops::SecretsOps& secrets_;
};

}  // namespace chutesd::rpc
