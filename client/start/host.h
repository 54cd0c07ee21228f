#pragma once

#include <string>
#include <vector>

#include "client/start/daemon_host.h"

namespace chutes::start {

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
