#pragma once

#include <string_view>

#include "client/commands/context.h"
#include "client/render/settings_view.h"
#include "client/rpc/endpoint.h"

namespace chutes::commands {

// Judges the state of the socket: `socket` and `lock`. `is_reachable`: the daemon answered. Pure.
render::FindingList JudgeSocketFacts(const rpc::SocketFacts& facts, const rpc::Endpoint& endpoint,
                                     bool is_reachable);

// Shows which process serves the socket, after `what` was done: "started".
Exit ShowRunning(Context& context, std::string_view what);
// Starts the daemon where no unit does, and shows it.
Exit StartBySelf(Context& context, std::string_view if_running, std::string_view if_started);

}  // namespace chutes::commands
