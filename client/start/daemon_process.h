#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/rpc/call_error.h"
#include "client/rpc/endpoint.h"
#include "proto/support/unique_fd.h"

namespace chutes::start {

using Deadline = std::chrono::steady_clock::time_point;
using Lookup = std::function<std::optional<std::string>(const std::string& name)>;

// Where a daemon that a client starts logs to.
inline std::string LogPathOf(const rpc::Endpoint& endpoint) { return endpoint.path + ".log"; }

// Makes the folder of the socket as the daemon does (mode 0700, its parent too), so that the start lock has
// a place. Refuses a folder of another user's; and, below a path that nobody chose, to make one in another
// user's home or runtime folder, as root with the variables of the user who typed sudo would.
std::optional<rpc::CallError> MakeSocketFolder(const rpc::Endpoint& endpoint);

// Makes `lock` what the one client that starts a daemon holds: an flock(2) on `<socket>.start`, which the
// kernel drops however the process ends. Waits for another client that starts one, until `deadline`. For
// programs with one thread.
std::optional<rpc::CallError> AcquireStartLock(const std::string& socket_path, Deadline deadline,
                                               support::UniqueFd& lock);

// The folders of a PATH in their order, as written; an empty one means the working directory.
std::vector<std::string> FoldersOfPath(std::string_view path);

// Starts a daemon for the endpoint, by itself: in a session of its own, without this one's terminal, folder,
// signals and open files, a child of init. Nothing once it says that it is ready; it is not waited for beyond
// `deadline`. The program is CHUTESD_PROGRAM, which must be absolute and executable, else `chutesd` beside
// this program, in ../libexec of it, or in an absolute folder of PATH. `environment` is this shell's
// (`NAME=value` each), so that proxies and the like stay; it goes on without what belongs to this shell
// alone. The daemon serves every shell of its user, so it must not take over one's account (CHUTES_*) or
// passwords (BT_PW_*), nor the service manager, sockets and journal of the unit that the shell may run in.
// For programs with one thread.
std::optional<rpc::CallError> LaunchDaemon(const rpc::Endpoint& endpoint, const Lookup& lookup,
                                           const std::vector<std::string>& environment, Deadline deadline);

// What became of a daemon that was to end.
struct Ended {
  std::optional<pid_t> pid;  // nothing if none served the socket
  std::optional<rpc::CallError> error;
};

// Asks the process that listens on the socket to end (SIGTERM), and waits until it has. It is told by its
// descriptor, so that no other process can be hit. An error if it does not end by `deadline`, or if the
// socket is not one to use.
Ended EndDaemon(const rpc::Endpoint& endpoint, Deadline deadline);

}  // namespace chutes::start
