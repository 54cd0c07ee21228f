#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "chutesd/v1/session.pb.h"
#include "daemon/model/types.h"
#include "daemon/session/session.h"

namespace chutesd::rpc {

// What the daemon says about itself; fixed from its start.
struct DaemonFacts {
  std::string socket_path;
  model::Time start_time;
  v1::Launch launch = v1::LAUNCH_UNSPECIFIED;
  std::chrono::seconds idle_exit{0};
  std::string log_path;
  std::int32_t pid = 0;
};

void FillSession(const session::Session& session, v1::Session& message);
void FillDaemonInfo(const DaemonFacts& facts, std::size_t session_count, v1::DaemonInfo& message);

}  // namespace chutesd::rpc
