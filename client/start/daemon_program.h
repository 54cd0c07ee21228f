#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/rpc/call_error.h"
#include "proto/support/unique_fd.h"

namespace chutes::start {

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

// The daemon to start: CHUTESD_PROGRAM, which must be absolute and executable, else `chutesd` beside the
// client's own program `self`, in ../libexec of it, or in an absolute folder of PATH.
FoundProgram FindDaemonProgram(const std::string& self, const Lookup& lookup,
                               const std::function<bool(const std::string& path)>& is_executable);

// The real world's: a regular file that we may execute.
bool IsExecutable(const std::string& path);
// The running program's own path; empty if the kernel does not tell.
std::string OwnProgram();

// What a program that was started said on its pipe.
struct Readiness {
  enum class Outcome {
    kReady,
    kEnded,  // it closed the pipe first: it is dead, or as good as
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
