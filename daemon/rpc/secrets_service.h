#pragma once

#include "chutesd/v1/secrets.pb.h"
#include "daemon/base/failure.h"
#include "daemon/model/types.h"
#include "daemon/ops/secrets/secrets_ops.h"
#include "daemon/rpc/service.h"

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
class SecretsService final : public Service {
 public:
  SecretsService(CallRunner& runner, ops::SecretsOps& secrets);
};

}  // namespace chutesd::rpc
