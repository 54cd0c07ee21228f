#pragma once

#include <string>

#include "chutesd/v1/secrets.pb.h"
#include "daemon/base/failure.h"
#include "daemon/ops/secrets_ops.h"
#include "daemon/rpc/page_token.h"

// Checks requests about secrets, and translates both ways. Each check names the field.
namespace chutesd::rpc {

Result<ops::SecretListArgs> SecretListArgsFrom(const v1::ListSecretsRequest& request);
// Of GetSecret and DeleteSecret: an id, or a chute and a key.
Result<ops::SecretRef> SecretRefFrom(const std::string& secret_id, const std::string& purpose,
                                     const std::string& key);
// Of CreateSecret and SetSecret.
Result<ops::NewSecret> NewSecretFrom(const std::string& purpose, const std::string& key,
                                     const std::string& value);

void FillSecret(const model::Secret& secret, v1::Secret& message);
void FillSecretList(const ops::SecretList& list, const PageWindow& window, const std::string& page_arguments,
                    v1::ListSecretsResponse& response);

}  // namespace chutesd::rpc
