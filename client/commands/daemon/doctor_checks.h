#pragma once

#include <vector>

#include "client/render/settings_view.h"
#include "client/rpc/call_error.h"
#include "client/rpc/endpoint.h"

namespace chutes::commands {

// A socket where the user is sure to have a place for it.
inline const NextStep kSocketElsewhere = ShellCommand("export CHUTESD_SOCKET=~/.chutes/run/chutesd.sock");

// Judges the state of the socket: `socket` and `lock`. `is_reachable`: the daemon answered. Pure.
std::vector<render::Finding> JudgeSocketFacts(const rpc::SocketFacts& facts, const rpc::Endpoint& endpoint,
                                              bool is_reachable);

// What the environment hides: `environment`, one finding for each value that another one hides and differs
// from. What an option hides was meant so. Pure.
std::vector<render::Finding> JudgeEnvironment(const std::vector<render::ExplainedSetting>& settings);

// Whether the daemon refused the selector itself: an API key or URL that cannot be one.
bool IsSelectorRefused(const rpc::CallError& error);
// The finding for that.
render::Finding SelectorRefused(const rpc::CallError& error, bool api_key_by_stdin);

}  // namespace chutes::commands
