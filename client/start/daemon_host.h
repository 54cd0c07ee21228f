#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/rpc/call_error.h"
#include "client/rpc/endpoint.h"
#include "client/start/daemon_process.h"

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

using Deadline = std::chrono::steady_clock::time_point;

// What commands may do about the daemon's process: the seam that their tests replace.
class DaemonHost {
 public:
  virtual ~DaemonHost() = default;

  struct Started {
    bool was_there = false;
    std::optional<rpc::CallError> error;
  };
  // Sees to it that a daemon serves the socket: by the user's systemd if its socket unit is enabled, else
  // by starting one. Of several clients one starts it, the others wait for that. Returns when it serves,
  // has failed, or has taken longer than it may (2 s, or CHUTESD_START_TIMEOUT).
  virtual Started Start(const rpc::Endpoint& endpoint, Deadline deadline) = 0;

  // As EndDaemon.
  virtual Ended End(const rpc::Endpoint& endpoint, Deadline deadline) = 0;

  // What the user's systemd does about this socket.
  virtual UnitState AskUnits(const rpc::Endpoint& endpoint) = 0;
  // `systemctl --user VERB UNIT`; nothing if it worked.
  virtual std::optional<rpc::CallError> TellUnit(const std::string& verb, const std::string& unit,
                                                 Deadline deadline) = 0;
};

// Where a daemon that a client starts logs to.
inline std::string LogPathOf(const rpc::Endpoint& endpoint) { return endpoint.path + ".log"; }

// The real world's DaemonHost. For programs with one thread.
class Host final : public DaemonHost {
 public:
  // `environment` holds `NAME=value` each.
  Host(Lookup lookup, std::vector<std::string> environment)
      : lookup_(std::move(lookup)), environment_(std::move(environment)) {}

  Started Start(const rpc::Endpoint& endpoint, Deadline deadline) override;
  Ended End(const rpc::Endpoint& endpoint, Deadline deadline) override {
    return EndDaemon(endpoint, deadline);
  }
  UnitState AskUnits(const rpc::Endpoint& endpoint) override;
  std::optional<rpc::CallError> TellUnit(const std::string& verb, const std::string& unit,
                                         Deadline deadline) override;

 private:
  std::optional<rpc::CallError> Spawn(const rpc::Endpoint& endpoint, Deadline deadline);

  Lookup lookup_;
  std::vector<std::string> environment_;
};

}  // namespace chutes::start
