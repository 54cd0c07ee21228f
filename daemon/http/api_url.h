#pragma once

#include <string>

#include "daemon/base/failure.h"

namespace chutesd::http {

// What a URL says about how to reach it. Pure.
struct ApiUrl {
  std::string host;       // lower case as written, IPv6 without brackets
  std::string authority;  // host and port as they are shown to a person, such as `api.chutes.ai:443`
  bool tls = false;
  bool loopback = false;  // 127.0.0.0/8, ::1 or `localhost`
};

// Accepts `https://` anywhere and `http://` on this machine only: a signed request that can be read on
// the way works like a password for ten minutes. Refuses user names, queries and fragments in the URL.
// Errors: kApiUrlRefused.
Result<ApiUrl> ParseApiUrl(const std::string& url);

}  // namespace chutesd::http
