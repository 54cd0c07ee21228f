#pragma once

#include <string>

#include "chutesd/v1/keys.grpc.pb.h"
#include "daemon/base/failure.h"
#include "daemon/model/types.h"
#include "daemon/ops/keys/keys_ops.h"
#include "daemon/rpc/call_runner.h"

namespace chutesd::rpc {

// Checks requests about API keys, and translates both ways. Each check names the field.
Result<ops::KeyListArgs> KeyListArgsFrom(const v1::ListKeysRequest& request);
// `key` of GetKey and DeleteKey: an id or a name.
Result<std::string> KeyIdOrNameFrom(const std::string& key);
Result<model::ApiKeySpec> ApiKeySpecFrom(const v1::CreateKeyRequest& request);

void FillApiKey(const model::ApiKey& key, v1::ApiKey& message);
void FillKeyList(const model::Page<model::ApiKey>& page, const v1::ListKeysRequest& request,
                 v1::ListKeysResponse& response);
void FillCreatedKey(const model::CreatedApiKey& made, v1::CreateKeyResponse& response);

// gRPC face of KeysOps. Thread-safe; `runner` and `keys` outlive it.
class KeysService final : public v1::KeysService::CallbackService {
 public:
  KeysService(CallRunner& runner, ops::KeysOps& keys) : runner_(runner), keys_(keys) {}

  Reactor* ListKeys(ServerContext* context, const v1::ListKeysRequest* request,
                    v1::ListKeysResponse* response) override;
  Reactor* GetKey(ServerContext* context, const v1::GetKeyRequest* request,
                  v1::GetKeyResponse* response) override;
  Reactor* CreateKey(ServerContext* context, const v1::CreateKeyRequest* request,
                     v1::CreateKeyResponse* response) override;
  Reactor* DeleteKey(ServerContext* context, const v1::DeleteKeyRequest* request,
                     v1::DeleteKeyResponse* response) override;

 private:
  CallRunner& runner_;
  ops::KeysOps& keys_;
};

}  // namespace chutesd::rpc
