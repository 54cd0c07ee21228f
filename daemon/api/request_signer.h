#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/crypto/hotkey.h"

namespace chutesd::api {

// What is signed of a request. Method, path and query are not part of it, so signed headers work like a
// password, for any request of the same purpose, until the API takes the nonce no more (ten minutes).
struct Signable {
  std::int64_t nonce = 0;    // Unix seconds
  std::string_view purpose;  // for requests without a body; if empty, the hash of `body` is signed
  std::string_view body;     // the exact bytes that are sent
};

// `<hotkey>:<nonce>:<purpose, or lower-case hex SHA-256 of the body>`.
std::string SigningMessage(std::string_view hotkey_address, const Signable& request);

// The headers of a signed request, in the order in which the official CLI sends them. `user_id` is left
// out if empty, as in a registration; `Content-Type` is there only with a body. Never log them.
std::vector<std::pair<std::string, std::string>> SignedHeaders(const crypto::Hotkey& hotkey,
                                                               std::string_view user_id,
                                                               const Signable& request);

}  // namespace chutesd::api
