#pragma once

#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/model/types.h"

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

// Answers of /secrets/; UPSTREAM_MALFORMED names the member that is wrong. The reply to a creation also
// has `value`, the ciphertext, which is ignored.
Result<model::Secret> DecodeSecret(std::string_view body);
Result<model::Page<model::Secret>> DecodeSecretPage(std::string_view body);
// OK if the answer to a deletion names a deleted secret.
Status DecodeSecretDeletion(std::string_view body);

// The body that creates a secret, without spaces.
SecretString EncodeNewSecret(std::string_view purpose, std::string_view key, const SecretString& value);

// The answer of /users/me; UPSTREAM_MALFORMED names the member that is wrong.
Result<model::User> DecodeUser(std::string_view body);
// The answer of /users/register: the same with the fingerprint, and without a balance.
Result<model::RegisteredUser> DecodeRegisteredUser(std::string_view body);

// The answer of /users/name_check.
Result<model::UsernameCheck> DecodeUsernameCheck(std::string_view body);

// OK if the answer of /users/change_fingerprint says that it was changed.
Status DecodeFingerprintChange(std::string_view body);

// The body that sets a fingerprint, in the layout of Python's json.dumps.
SecretString EncodeFingerprint(const SecretString& fingerprint);

// The body of a registration, in the layout of Python's json.dumps, as the official CLI sends it.
SecretString EncodeRegistration(std::string_view username, std::string_view coldkey);

// A page of /chutes/; UPSTREAM_MALFORMED names the member that is wrong. A chute whose owner is not shown
// has an empty `owner_user_id`.
Result<model::Page<model::Chute>> DecodeChutePage(std::string_view body);

}  // namespace chutesd::codec
