#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "daemon/base/failure.h"
#include "daemon/http/api_url.h"
#include "daemon/http/http_client.h"

namespace chutesd::http {

template <auto Free>
struct FreeWith {
  void operator()(auto* held) const { Free(held); }
};
using EasyHandle = std::unique_ptr<CURL, FreeWith<curl_easy_cleanup>>;
using HeaderList = std::unique_ptr<curl_slist, FreeWith<curl_slist_free_all>>;
using ShareHandle = std::unique_ptr<CURLSH, FreeWith<curl_share_cleanup>>;

// TLS sessions shared by all transfers of one thread. Must outlive their easy handles. The first call
// sets up libcurl for the process.
ShareHandle MakeSessionShare();

struct TimeLimits {
  std::chrono::milliseconds connect{5'000};      // from the start: name, connection, TLS handshake
  std::chrono::milliseconds first_byte{15'000};  // from sending to the first byte of the reply
  std::chrono::milliseconds total{30'000};       // from the start
};

// What is the same for all requests of one client.
struct CurlHttpOptions {
  TimeLimits limits;
  std::size_t reply_cap = std::size_t{4} * 1024 * 1024;  // bytes of body as it comes over the wire
  // Connections in use and kept open together, for https and for http each; more transfers than that
  // wait in line within their connect limit. Room for 1,000 transfers over HTTP/1.1: each then takes a
  // file descriptor, so the process needs a soft RLIMIT_NOFILE beyond it.
  long max_connections = 1'100;
  std::string ca_file;     // PEM; trusted instead of the system's certificates if not empty
  std::string user_agent;  // empty: `chutesd/<version>`
};

// Sets every option that `request` asks for; callbacks are left to the caller. `easy` points into
// `request` (the body is not copied) and into `headers`: both must stay in place until it is closed.
// Errors: kInternal for a header that would break the request apart.
Status ApplyRequest(CURL* easy, HeaderList& headers, const ApiUrl& url, const HttpRequest& request,
                    const CurlHttpOptions& options, CURLSH* share);

}  // namespace chutesd::http
