#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"

namespace chutesd::http {

// Longest API URL, in bytes.
inline constexpr std::size_t kMaxApiUrl = 2048;

// What a URL says about how to reach it.
struct ApiUrl {
  std::string host;       // lower case, IPv6 without brackets
  std::string authority;  // host and port as they are shown to a person, such as `api.chutes.ai:443`
  bool tls = false;
  bool loopback = false;  // 127.0.0.0/8, ::1 or `localhost`
  std::string normal;  // scheme and host in lower case, default port and final slashes dropped, the path kept
};

// Accepts `https://` anywhere and `http://` on this machine only: a signed request that can be read on
// the way works like a password for ten minutes. Refuses user names, queries and fragments in the URL. Pure.
// Errors: API_URL_REFUSED that says which rule, without repeating the URL (it may hold a password).
Result<ApiUrl> ParseApiUrl(std::string_view url);

// The URL that requests are built on: `normal` of the above, of at most kMaxApiUrl bytes and without `.` and
// `..` in its path.
Result<std::string> NormalizeApiUrl(std::string_view url);

// Everything but RFC 3986's unreserved characters becomes %XX.
SecretString PercentEncoded(std::string_view text);

}  // namespace chutesd::http
