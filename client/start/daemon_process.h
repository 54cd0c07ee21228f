#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/rpc/call_error.h"
#include "client/rpc/endpoint.h"
#include "proto/support/unique_fd.h"

namespace chutes::start {

// There is no daemon, and this is why none could be started or stopped.
inline rpc::CallError StartError(std::string message, NextStep next) {
  rpc::CallError error;
  error.fault = rpc::Fault::kNoDaemon;
  error.code = rpc::Code::kUnavailable;
  error.message = std::move(message);
  error.next = std::move(next);
  return error;
}

// Held by the one client that starts a daemon: an flock(2) on `<socket>.start`, which the kernel drops
// however the process ends. For programs with one thread.
class StartLock {
 public:
  // Waits for another client that starts one, until `deadline`.
  std::optional<rpc::CallError> Acquire(const std::string& socket_path,
                                        std::chrono::steady_clock::time_point deadline);

 private:
  support::UniqueFd fd_;
};

// Makes the folder of the socket as the daemon does (mode 0700, its parent too), so that the start lock has
// a place. Refuses a folder of another user's; and, below a path that nobody chose, to make one in another
// user's home or runtime folder, as root with the variables of the user who typed sudo would.
std::optional<rpc::CallError> MakeSocketFolder(const rpc::Endpoint& endpoint);

// What became of a daemon that was to end.
struct Ended {
  std::optional<pid_t> pid;  // nothing if none served the socket
  std::optional<rpc::CallError> error;
};

// Asks the process that listens on the socket to end (SIGTERM), and waits until it has. It is told by its
// descriptor, so that no other process can be hit. An error if it does not end by `deadline`, or if the
// socket is not one to use.
Ended EndDaemon(const rpc::Endpoint& endpoint, std::chrono::steady_clock::time_point deadline);

// The folders of a PATH in their order, as written; an empty one means the working directory.
std::vector<std::string> FoldersOfPath(std::string_view path);

// The environment (`NAME=value` each) of a daemon that a client starts: this shell's, so that proxies and
// the like stay, without what belongs to this shell alone. The daemon serves every shell of its user, so
// it must not take over one's account (CHUTES_*) or passwords (BT_PW_*), nor the service manager, sockets
// and journal of the unit that the shell may run in.
std::vector<std::string> DaemonEnvironment(const std::vector<std::string>& environment);

using Lookup = std::function<std::optional<std::string>(const std::string& name)>;

struct FoundProgram {
  std::string path;  // absolute
  std::optional<rpc::CallError> error;
};

// The daemon to start: CHUTESD_PROGRAM, which must be absolute and executable, else `chutesd` beside this
// program, in ../libexec of it, or in an absolute folder of PATH.
FoundProgram FindDaemonProgram(const Lookup& lookup);

// What a program that was started said on its pipe.
struct Readiness {
  enum class Outcome {
    kReady,
    kEnded,  // it closed the pipe first: it has ended or is about to
    kTimeout,
  };
  Outcome outcome = Outcome::kTimeout;
  // The last 4 KiB of what it said but for READY=1, on one line.
  std::string words;
};

// Waits until the program at the other end of the pipe says READY=1 on a line, ends, or `deadline` passes.
Readiness WaitUntilReady(int pipe, std::chrono::steady_clock::time_point deadline);

// The number under which a spawned program finds the pipe to its starter.
inline constexpr int kPipeInChild = 3;

// Runs a program by itself: in a session of its own, without this one's terminal, folder, signals and open
// files, a child of init. Its standard error is a pipe to us, which is its descriptor 3 as well; all ends
// of it are closed once the program has let go of both or is dead. `environment` holds `NAME=value` each.
// Returns our end of the pipe; invalid, with errno, if no process could be made. For programs with one
// thread.
support::UniqueFd SpawnDetached(const std::string& program, const std::vector<std::string>& arguments,
                                const std::vector<std::string>& environment);

}  // namespace chutes::start
