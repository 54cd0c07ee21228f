#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client/rpc/call_error.h"
#include "client/rpc/endpoint.h"
#include "client/start/daemon_process.h"

namespace chutes::start {

inline constexpr const char* kServiceUnit = "chutesd.service";
inline constexpr const char* kSocketUnit = "chutesd.socket";

// What the user's systemd does about the daemon.
enum class UnitState {
  kNone,         // neither unit is active, or there is no systemd
  kSocketWaits,  // it listens on the socket, and starts the daemon for the first connection
  kServiceRuns,  // it started the daemon
};

// What commands may do about the daemon's process: the seam that their tests replace.
class DaemonHost {
 public:
  virtual ~DaemonHost() = default;

  struct Started {
    bool was_running = false;
    std::optional<rpc::CallError> error;
  };
  // Sees to it that a daemon serves the socket: by the user's systemd if its socket unit is enabled, else
  // by starting one. Of several clients one starts it, the others wait for that. Returns when it serves,
  // has failed, or has taken longer than it may (2 s, or CHUTESD_START_TIMEOUT).
  virtual Started Start(const rpc::Endpoint& endpoint, Deadline deadline) = 0;

  // As EndDaemon.
  virtual Ended End(const rpc::Endpoint& endpoint, Deadline deadline) = 0;

  // What the user's systemd does about this socket.
  virtual UnitState QueryUnits(const rpc::Endpoint& endpoint) = 0;
  // `systemctl --user VERB UNIT`; nothing if it worked.
  virtual std::optional<rpc::CallError> ControlUnit(const std::string& verb, const std::string& unit,
                                                    Deadline deadline) = 0;
};

// For programs with one thread.
class Host final : public DaemonHost {
 public:
  // `environment` holds `NAME=value` each.
  Host(Lookup lookup, std::vector<std::string> environment)
      : lookup_(std::move(lookup)), environment_(std::move(environment)) {}

  Started Start(const rpc::Endpoint& endpoint, Deadline deadline) override;
  Ended End(const rpc::Endpoint& endpoint, Deadline deadline) override {
    return EndDaemon(endpoint, deadline);
  }
  UnitState QueryUnits(const rpc::Endpoint& endpoint) override;
  std::optional<rpc::CallError> ControlUnit(const std::string& verb, const std::string& unit,
                                            Deadline deadline) override;

 private:
  Lookup lookup_;
  std::vector<std::string> environment_;
};

}  // namespace chutes::start
