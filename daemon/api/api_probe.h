#pragma once

#include <asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "daemon/base/call_context.h"
#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/http/http_client.h"

namespace chutesd::api {

// What one ping told.
struct ProbeResult {
  Status status;  // as of ChutesApi::Ping
  bool answered = false;
  bool uses_tls = false;
  http::StageTimes times;  // if it answered
  // How far the server's clock is ahead of ours (its `Date` has whole seconds); nothing if it did not say.
  std::optional<std::chrono::seconds> clock_ahead;
};

// Tries the way to the API: one ping, on a connection of its own, that is not tried again. Loop thread; what
// it is given outlives it.
class ApiProbe {
 public:
  ApiProbe(http::HttpClient& http, const Clock& clock) : http_(http), clock_(clock) {}

  // `api_url` without a final slash.
  asio::awaitable<ProbeResult> Ping(CallContext ctx, std::string api_url);

 private:
  http::HttpClient& http_;
  const Clock& clock_;
};

}  // namespace chutesd::api
