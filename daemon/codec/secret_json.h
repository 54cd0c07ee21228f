#pragma once

#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/model/page.h"
#include "daemon/model/secret.h"

namespace chutesd::codec {

// Answers of /secrets/; UPSTREAM_MALFORMED names the member that is wrong. The reply to a creation also
// has `value`, the ciphertext, which is ignored.
Result<model::Secret> DecodeSecret(std::string_view body);
Result<model::Page<model::Secret>> DecodeSecretPage(std::string_view body);
// OK if the answer to a deletion names a deleted secret.
Status DecodeSecretDeletion(std::string_view body);

// The body that creates a secret, without spaces.
SecretString EncodeNewSecret(std::string_view purpose, std::string_view key, const SecretString& value);

}  // namespace chutesd::codec
