#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"

namespace chutesd::config {

// Longest API URL, in bytes.
inline constexpr std::size_t kMaxApiUrl = 2048;

// The URL that requests are built on: scheme and host in lower case, default port and final slashes
// dropped, a path prefix kept. Signed requests and fingerprints go there, so it must be `https`, or
// `http` on 127.0.0.0/8, ::1 or localhost, without user info, query or fragment.
// Errors: API_URL_REFUSED that says which rule, without repeating the URL (it may hold a password).
Result<std::string> NormalizeApiUrl(std::string_view url);

}  // namespace chutesd::config
