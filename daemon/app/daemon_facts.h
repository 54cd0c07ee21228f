#pragma once

#include <string>

#include "daemon/app/options.h"
#include "daemon/base/clock.h"
#include "daemon/rpc/session_messages.h"

namespace chutesd::app {

// What started this process. `activated`: it was given its socket.
v1::Launch LaunchOf(const Options& options, const EnvironmentLookup& environment, bool activated);

// What the daemon says about itself.
rpc::DaemonFacts FactsOf(const Options& options, const std::string& socket_path, v1::Launch launch,
                         const Clock& clock);

}  // namespace chutesd::app
