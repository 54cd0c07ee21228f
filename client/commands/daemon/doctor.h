#pragma once

#include "client/render/settings_view.h"
#include "client/rpc/endpoint.h"

namespace chutes::commands {

// Judges the state of the socket: `socket` and `lock`. `is_reachable`: the daemon answered. Pure.
render::FindingList JudgeSocketFacts(const rpc::SocketFacts& facts, const rpc::Endpoint& endpoint,
                                     bool is_reachable);

}  // namespace chutes::commands
