#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "tests/fakes/nginx_server.h"
#include "tests/unit/http/http_rig.h"

namespace chutesd::http {

// Makes nginx say what it knows of the connection: "HTTP/2.0 TLSv1.3 r 17" (r: a resumed session).
inline constexpr std::string_view kTellConnection =
    R"(location / { return 200 "$server_protocol $ssl_protocol $ssl_session_reused $connection"; })";

inline CurlHttpOptions Trusting(const std::string& ca_file) {
  CurlHttpOptions options;
  options.ca_file = ca_file;
  options.limits = {std::chrono::minutes(1), std::chrono::minutes(1), std::chrono::minutes(1)};
  return options;
}

// The body, or what went wrong.
inline std::string Text(const Reply& reply) {
  return reply.ok() ? std::string(reply->body.Reveal()) : MessageOf(reply);
}

// A certificate for this machine, and what nginx needs to show it.
class TlsTest : public ::testing::Test {
 protected:
  static chutes_fakes::NginxServer::Settings Settings(std::string block = std::string(kTellConnection)) {
    chutes_fakes::NginxServer::Settings settings;
    settings.server_block = std::move(block);
    return settings;
  }

  const chutes_fakes::TempFolder folder_;
  const chutes_fakes::Certificate certificate_ =
      chutes_fakes::MakeCertificate(folder_, "IP:127.0.0.1,DNS:localhost");
};

}  // namespace chutesd::http
