#pragma once

#include <string>

#include "chutesd/v1/keys.pb.h"
#include "daemon/base/failure.h"
#include "daemon/ops/keys_ops.h"
#include "daemon/rpc/page_token.h"

// Checks requests about API keys, and translates both ways. Each check names the field.
namespace chutesd::rpc {

Result<ops::KeyListArgs> KeyListArgsFrom(const v1::ListKeysRequest& request);
// `key` of GetKey and DeleteKey: an id or a name.
Result<std::string> KeyIdOrNameFrom(const std::string& key);
Result<model::ApiKeySpec> ApiKeySpecFrom(const v1::CreateKeyRequest& request);

void FillApiKey(const model::ApiKey& key, v1::ApiKey& message);
void FillKeyList(const ops::KeyList& list, const PageWindow& window, const std::string& page_arguments,
                 v1::ListKeysResponse& response);
void FillFoundKey(const ops::FoundKey& found, v1::GetKeyResponse& response);
void FillCreatedKey(const ops::NewKey& made, v1::CreateKeyResponse& response);
void FillDeletedKey(const ops::DeletedKey& gone, v1::DeleteKeyResponse& response);

}  // namespace chutesd::rpc
