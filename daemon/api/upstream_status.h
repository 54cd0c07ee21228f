#pragma once

#include <chrono>
#include <string_view>

#include "daemon/api/operation.h"
#include "daemon/base/failure.h"
#include "daemon/http/http_client.h"

namespace chutesd::api {

// What an HTTP answer means for what was asked: OK for a 200 that is not a page for a browser, else a
// Failure with reason, next step, the HTTP status, the fields that the API found wrong, and the time it asked
// to wait. Messages have at most 512 bytes, one line, and nothing of `secret_sent`. For a change, an answer
// that does not say whether it was made (5xx, 408, a page instead of JSON) is OUTCOME_UNKNOWN. Pure; `now`
// is this machine's clock, for Retry-After dates and to be shown when the API refuses a nonce.
Status UpstreamStatus(const Asked& asked, const http::HttpResponse& response, std::string_view secret_sent,
                      std::chrono::system_clock::time_point now);

}  // namespace chutesd::api
