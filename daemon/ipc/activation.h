#pragma once

#include <functional>
#include <optional>
#include <string>

#include "daemon/base/failure.h"
#include "daemon/ipc/listen_socket.h"

namespace chutesd::ipc {

// Looks up an environment variable; nullopt if it is not set.
using EnvironmentLookup = std::function<std::optional<std::string>(const std::string&)>;

// Looks in this process's environment.
std::optional<std::string> ProcessEnvironment(const std::string& name);

// The socket that systemd passed (sd_listen_fds(3): LISTEN_PID, LISTEN_FDS, descriptors from 3), or
// nothing if it passed none. Refuses several, and one that is not a listening Unix stream socket.
// `first_fd` is 3 outside tests.
Result<std::optional<ListenSocket>> TakeActivatedSocket(const EnvironmentLookup& environment, int first_fd);

// Tells the service manager `state`, such as "READY=1" (sd_notify(3), NOTIFY_SOCKET). Does nothing
// without one; a failure is logged, as the daemon can work all the same.
void NotifyServiceManager(const EnvironmentLookup& environment, const std::string& state);

}  // namespace chutesd::ipc
