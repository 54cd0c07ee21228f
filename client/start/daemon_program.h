#pragma once

#include <functional>
#include <optional>
#include <string>

#include "client/rpc/call_error.h"

namespace chutes::start {

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

}  // namespace chutes::start
