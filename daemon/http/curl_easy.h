#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

#include "daemon/base/failure.h"
#include "daemon/http/api_url.h"
#include "daemon/http/http_client.h"

namespace chutesd::http {

struct EasyCloser {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using EasyHandle = std::unique_ptr<CURL, EasyCloser>;

struct ListCloser {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListCloser>;

struct ShareCloser {
  void operator()(CURLSH* share) const { curl_share_cleanup(share); }
};
using ShareHandle = std::unique_ptr<CURLSH, ShareCloser>;

// TLS sessions shared by all transfers of one thread. Must outlive their easy handles. The first call
// sets up libcurl for the process.
ShareHandle MakeSessionShare();

// What is the same for all requests of one client.
struct EasySettings {
  std::string ca_file;     // PEM; trusted instead of the system's certificates if not empty
  std::string user_agent;  // sent with each request
  long connect_limit_ms = 0;
  curl_off_t reply_cap = 0;  // bytes
  CURLSH* share = nullptr;
};

// Sets every option that `request` asks for; callbacks are left to the caller. `easy` points into
// `request` (the body is not copied) and into `headers`: both must stay in place until it is closed.
// Errors: kInternal for a header that would break the request apart.
Status ApplyRequest(CURL* easy, HeaderList& headers, const ApiUrl& url, const HttpRequest& request,
                    const EasySettings& settings);

}  // namespace chutesd::http
