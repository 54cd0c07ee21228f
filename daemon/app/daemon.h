#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "daemon/app/options.h"
#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/http/http_client.h"

namespace chutesd::app {

// What the daemon is put together from; a test replaces a part, main() none. Empty members are filled
// with the real thing.
struct Parts {
  std::unique_ptr<http::HttpClient> http;
  std::unique_ptr<Clock> clock;
  support::EnvLookup environment;  // for socket activation and readiness; empty: the process's
  // What calls in progress have left to finish in once the daemon is told to stop.
  std::chrono::milliseconds grace = std::chrono::seconds(5);
  // Called once the daemon serves; empty: nobody waits for that.
  std::function<void()> on_ready;
};

// The whole daemon, once it has the lock and the socket: ALREADY_EXISTS if another one serves it. To be
// called once: serves until SIGTERM or SIGINT, or until Options::idle_exit is up, then finishes what runs
// within Parts::grace, cancels the rest and returns.
Result<std::function<void()>> MakeDaemon(const Options& options, Parts parts);

}  // namespace chutesd::app
