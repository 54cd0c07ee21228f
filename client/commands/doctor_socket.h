#pragma once

#include <string>
#include <vector>

#include "chutesd/v1/diagnostics.pb.h"
#include "client/rpc/endpoint.h"

namespace chutes::commands {

// A socket where the user is sure to have a place for it.
inline constexpr const char* kSocketElsewhere = "export CHUTESD_SOCKET=~/.chutes/run/chutesd.sock";

// Judges what is to be seen of the socket: `socket` and `lock`. `is_reachable`: the daemon answered. Pure.
std::vector<chutesd::v1::Finding> JudgeSocketFacts(const rpc::SocketFacts& facts,
                                                   const rpc::Endpoint& endpoint, bool is_reachable);

// The command that restarts the daemon of this socket.
std::string RestartCommand(const rpc::Endpoint& endpoint);

}  // namespace chutes::commands
