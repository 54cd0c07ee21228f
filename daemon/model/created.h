#pragma once

#include "daemon/base/secret_string.h"
#include "daemon/model/api_key.h"
#include "daemon/model/user.h"

namespace chutesd::model {

// A new API key with its secret, which the API shows only in this one reply.
struct CreatedApiKey {
  ApiKey key;
  SecretString secret_key;
};

// A new account with its fingerprint, which the API shows only in this one reply.
struct RegisteredUser {
  User user;
  SecretString fingerprint;
};

}  // namespace chutesd::model
