#pragma once

#include "chutesd/v1/secrets.grpc.pb.h"
#include "daemon/base/failure.h"
#include "daemon/model/types.h"
#include "daemon/ops/secrets/secrets_ops.h"
#include "daemon/rpc/call_runner.h"

namespace chutesd::rpc {

// Checks requests about secrets, and translates both ways. Each check names the field.
Result<ops::SecretListArgs> SecretListArgsFrom(const v1::ListSecretsRequest& request);
// Of GetSecret and DeleteSecret: an id, or a chute and a key.
Result<ops::SecretRef> SecretRefFrom(const std::string& secret_id, const std::string& purpose,
                                     const std::string& key);
// Of CreateSecret and SetSecret.
Result<ops::NewSecret> NewSecretFrom(const std::string& purpose, const std::string& key,
                                     const std::string& value);

void FillSecret(const model::Secret& secret, v1::Secret& message);
void FillSecretList(const model::Page<model::Secret>& page, const v1::ListSecretsRequest& request,
                    v1::ListSecretsResponse& response);

// gRPC face of SecretsOps. Thread-safe; `runner` and `secrets` outlive it.
class SecretsService final : public v1::SecretsService::CallbackService {
 public:
  SecretsService(CallRunner& runner, ops::SecretsOps& secrets) : runner_(runner), secrets_(secrets) {}

  Reactor* ListSecrets(ServerContext* context, const v1::ListSecretsRequest* request,
                       v1::ListSecretsResponse* response) override;
  Reactor* GetSecret(ServerContext* context, const v1::GetSecretRequest* request,
                     v1::GetSecretResponse* response) override;
  Reactor* CreateSecret(ServerContext* context, const v1::CreateSecretRequest* request,
                        v1::CreateSecretResponse* response) override;
  Reactor* SetSecret(ServerContext* context, const v1::SetSecretRequest* request,
                     v1::SetSecretResponse* response) override;
  Reactor* DeleteSecret(ServerContext* context, const v1::DeleteSecretRequest* request,
                        v1::DeleteSecretResponse* response) override;

 private:
  CallRunner& runner_;
  ops::SecretsOps& secrets_;
};

}  // namespace chutesd::rpc
