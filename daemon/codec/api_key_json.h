#pragma once

#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/model/api_key.h"
#include "daemon/model/created.h"
#include "daemon/model/page.h"

namespace chutesd::codec {

// Answers of /api_keys/. UPSTREAM_MALFORMED names the member that is wrong. An object type that we do not
// know is read as kUnknown; the API never returns a scope's action.
Result<model::ApiKey> DecodeApiKey(std::string_view body);
Result<model::Page<model::ApiKey>> DecodeApiKeyPage(std::string_view body);
Result<model::CreatedApiKey> DecodeCreatedApiKey(std::string_view body);
// OK if the answer to a deletion says that the key is deleted.
Status DecodeKeyDeletion(std::string_view body);

// The body that creates a key, without spaces. A key with admin rights has no `scopes`, a scope for a
// whole type no `object_id`; a scope for one object without an action says `"action":null`.
SecretString EncodeApiKeySpec(const model::ApiKeySpec& spec);

}  // namespace chutesd::codec
