#pragma once

#include <string>

#include "daemon/app/options.h"
#include "daemon/base/clock.h"
#include "daemon/rpc/session_service.h"
#include "daemon/session/session_store.h"

namespace chutesd::app {

// What started this process. `activated`: it was given its socket.
v1::Launch LaunchOf(const Options& options, const EnvironmentLookup& environment, bool activated);

// What the daemon says about itself.
rpc::DaemonFacts FactsOf(const Options& options, const std::string& socket_path, v1::Launch launch,
                         const Clock& clock);

// What requests mean that select no session, by the daemon's own options.
session::Defaults SessionDefaults(const Options& options);

}  // namespace chutesd::app
