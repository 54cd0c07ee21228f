#pragma once

#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/model/created.h"
#include "daemon/model/user.h"

namespace chutesd::codec {

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

}  // namespace chutesd::codec
