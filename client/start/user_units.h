#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/rpc/endpoint.h"
#include "client/start/daemon_program.h"

namespace chutes::start {

// How a program that we waited for ended.
struct Finished {
  bool in_time = false;
  int status = -1;     // its exit status; -1 if it did not end by itself, 127 if it could not be run
  std::string output;  // standard output and error, at most 64 KiB
};

// Runs `systemctl --user` with these arguments, from PATH. It is killed when `deadline` passes.
Finished RunSystemctl(const std::vector<std::string>& arguments,
                      std::chrono::steady_clock::time_point deadline);

inline constexpr std::string_view kServiceUnit = "chutesd.service";
inline constexpr std::string_view kSocketUnit = "chutesd.socket";

using Exists = std::function<bool(const std::string& path)>;

// Whether the user's systemd runs and could have this socket: it is the default one below XDG_RUNTIME_DIR.
bool ManagerMayHave(const rpc::Endpoint& endpoint, const Lookup& lookup, const Exists& exists);

// Whether the socket unit is enabled, by the user or for all of them.
bool SocketUnitIsEnabled(const Lookup& lookup, const Exists& exists);

// What the user's systemd does about the daemon.
enum class UnitState {
  kNone,         // neither unit is active, or there is no systemd
  kSocketWaits,  // it listens on the socket, and starts the daemon for the first connection
  kServiceRuns,  // it started the daemon
};

// Reads what `systemctl --user is-active chutesd.service chutesd.socket` printed.
UnitState ReadUnitState(std::string_view printed);

// The real world's: whether there is something at the path, links not followed.
bool IsThere(const std::string& path);

}  // namespace chutes::start
