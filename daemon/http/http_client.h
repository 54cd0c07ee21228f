#pragma once

#include <asio/awaitable.hpp>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "daemon/base/call_context.h"
#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"

namespace chutesd::http {

enum class Method { kGet, kPost, kDelete };

struct HttpRequest {
  Method method = Method::kGet;
  // Scheme, host, port and path, without a query. May be logged.
  std::string url;
  // Percent-encoded, without `?`; empty for none. Never logged: it may hold a registration token.
  SecretString query;
  // Never logged: signed headers work like a password for ten minutes.
  std::vector<std::pair<std::string, std::string>> headers;
  // The `Authorization` header; empty for none. Apart from the others as it is a secret that lasts.
  SecretString authorization;
  SecretString body;
  // Whether sending it twice does no harm. If not, it goes out on a fresh connection: libcurl silently
  // resends a request when a connection that it reused turns out to be dead.
  bool repeatable = true;
};

// How long each stage of an exchange took. Those that a reused connection spares take no time.
struct StageTimes {
  std::chrono::microseconds dns{0};
  std::chrono::microseconds connect{0};
  std::chrono::microseconds tls{0};
  std::chrono::microseconds first_byte{0};  // from sending to the first byte of the reply
  std::chrono::microseconds total{0};
};

struct HttpResponse {
  int status = 0;
  SecretString body;  // may hold a new API key or a fingerprint
  // Headers as sent; empty if absent.
  std::string retry_after;
  std::string location;
  std::string date;
  StageTimes times;
};

// Sends one request; the seam at which tests replace the network. All calls on the loop thread.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  // Any final HTTP status is a successful exchange, redirects (not followed) included.
  // Errors after which the request has certainly not been sent:
  //   kApiUrlRefused        neither https nor http on this machine; a user name or query in `url`
  //   kUpstreamUnreachable  no name, no connection, or a time limit ran out before sending (the message names
  //                         the stage: dns, connect, tls)
  //   kTimeout              the same of ctx.deadline, also one that has passed already; with nothing_sent
  //   kUpstreamTlsRefused   certificate, host name, TLS version, or an unreadable CA file
  //   kInternal             a header that would break the request apart; no memory
  // Errors after which it may have been:
  //   kTimeout              the message names the stage: first byte, total
  //   kUpstreamTooLarge     more than 4 MiB of body
  //   kUpstreamFailed       connection lost half-way, or no HTTP
  //   kCancelled            ctx.stop; the message says whether it was sent
  virtual asio::awaitable<Result<HttpResponse>> Send(CallContext ctx, HttpRequest request) = 0;
};

}  // namespace chutesd::http
