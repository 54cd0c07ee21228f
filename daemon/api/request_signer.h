#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/base/secret_string.h"
#include "daemon/crypto/sr25519.h"

namespace chutesd::api {

// What is signed of a request. Method, path and query are not part of it, so signed headers work like a
// password, for any request of the same purpose, until the API takes the nonce no more (ten minutes).
struct SigningInput {
  std::int64_t nonce = 0;    // Unix seconds
  std::string_view purpose;  // for requests without a body; if empty, the hash of `body` is signed
  std::string_view body;     // the exact bytes that are sent
  // A new fingerprint, only in the request that sets it: it is signed in place of purpose and body.
  std::string_view fingerprint;
};

// `<hotkey>:<nonce>:<purpose, or lower-case hex SHA-256 of the body>`, or, to set a fingerprint,
// `<hotkey>:<fingerprint>:<nonce>`. The second form is why nobody but the daemon may choose a purpose or a
// hash: with a time as its "purpose", the first form would read as the second, and set the nonce as the
// account's fingerprint. The other way round there is nothing to gain, as the second form ends in a number,
// which is no purpose of the API's and no hash.
SecretString SigningMessage(std::string_view hotkey_address, const SigningInput& request);

// The headers of a signed request, in the order in which the official CLI sends them. `user_id` is left
// out if empty, as in a registration; `Content-Type` is there only with a body. Never log them.
std::vector<std::pair<std::string, std::string>> SignedHeaders(const crypto::Hotkey& hotkey,
                                                               std::string_view user_id,
                                                               const SigningInput& request);

}  // namespace chutesd::api
