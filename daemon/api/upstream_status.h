#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "daemon/api/operations.h"
#include "daemon/base/failure.h"
#include "daemon/http/http_client.h"

namespace chutesd::api {

// The failure of a change that may or may not have happened: OUTCOME_UNKNOWN, with what was asked, what
// became of the answer, and what to look at before trying again. `cause` is why the answer is lost.
Status OutcomeUnknown(const RequestInfo& info, const Status& cause);

// What an error of HttpClient::Send means for a change. If nothing was sent, it stays as it is: the name
// or connection failed, the certificate was refused, the request itself was not to be sent. After any other
// error the API may have done it: OUTCOME_UNKNOWN.
Status ChangeFailure(const RequestInfo& info, const Status& transport_error);

// What an error of UpstreamStatus means for a request that was made by an API key instead of a hotkey: the
// API answers the same 401 to keys that are wrong, deleted or scoped. Nothing of `api_key` is in the result,
// even if the server echoed it. Pure.
Status ForApiKey(const Status& error, std::string_view api_key);

// Where a Location header leads, for a message: scheme, host and port (without a user name), or `another
// path of the same server`, or `an unreadable place`.
std::string RedirectTarget(std::string_view location);

// What an HTTP answer means for what was asked: OK for a 200 that is not a page for a browser, else a
// Failure with reason, next step, the HTTP status, the fields that the API found wrong, and the time it asked
// to wait. Messages have at most 512 bytes, one line, and nothing of `secret_sent`. For a change, an answer
// that does not say whether it was made (5xx, 408, a page instead of JSON) is OUTCOME_UNKNOWN. Pure; `now`
// is this machine's clock, for Retry-After dates and to be shown when the API refuses a nonce.
Status UpstreamStatus(const RequestInfo& info, const http::HttpResponse& response,
                      std::string_view secret_sent, std::chrono::system_clock::time_point now);

}  // namespace chutesd::api
