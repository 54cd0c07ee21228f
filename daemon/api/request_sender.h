#pragma once

#include <asio/awaitable.hpp>
#include <functional>
#include <string>

#include "daemon/api/operations.h"
#include "daemon/api/retry.h"
#include "daemon/base/call_context.h"
#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/http/http_client.h"

namespace chutesd::api {

// Yields numbers from 0 to 1.
using Jitter = std::function<double()>;

// A request to the API, before it is signed.
struct Call {
  RequestInfo info;
  Account account;  // without a hotkey, the request is not signed
  Route route;
  SecretString body;         // empty for none
  SecretString secret_sent;  // the secret in it, if any: no error text may echo it
};

// Signs and sends calls and judges the answers. Returns the body of an answer with status 200 that is not
// a page for a browser; everything else is an error of UpstreamStatus or HttpClient::Send.
class RequestSender {
 public:
  RequestSender(http::HttpClient& http, const Clock& clock, Sleeper& sleeper, Jitter jitter);

  // A read is tried again as `RetryPolicy` says, each time signed anew. A change is sent once, on a
  // connection of its own, and not at all if the caller is gone or its time is up.
  asio::awaitable<Result<SecretString>> Send(CallContext ctx, Call call);

 private:
  asio::awaitable<Result<SecretString>> Read(CallContext ctx, Call call);
  asio::awaitable<Result<SecretString>> Change(CallContext ctx, Call call);
  http::HttpRequest RequestFor(const Call& call) const;
  // `answer` as the result of `call`, with the HTTP status taken into account.
  Result<SecretString> Judge(const Call& call, Result<http::HttpResponse> answer) const;

  http::HttpClient& http_;
  const Clock& clock_;
  Sleeper& sleeper_;
  Jitter jitter_;
  RetryPolicy policy_;
};

}  // namespace chutesd::api
