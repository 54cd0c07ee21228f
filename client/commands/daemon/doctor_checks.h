#pragma once

#include <string>
#include <vector>

#include "chutesd/v1/diagnostics.pb.h"
#include "client/render/config_view.h"
#include "client/rpc/call_error.h"
#include "client/rpc/endpoint.h"

namespace chutes::commands {

// A finding of the client's own, as the daemon sends its own ones. `fix`: a shell command; empty: none is
// needed.
chutesd::v1::Finding MakeFinding(std::string check, chutesd::v1::Verdict verdict, std::string detail,
                                 std::string fix = "");

// A socket where the user is sure to have a place for it.
inline constexpr const char* kSocketElsewhere = "export CHUTESD_SOCKET=~/.chutes/run/chutesd.sock";

// Judges what is to be seen of the socket: `socket` and `lock`. `is_reachable`: the daemon answered. Pure.
std::vector<chutesd::v1::Finding> JudgeSocketFacts(const rpc::SocketFacts& facts,
                                                   const rpc::Endpoint& endpoint, bool is_reachable);

// The command that restarts the daemon of this socket.
std::string RestartCommand(const rpc::Endpoint& endpoint);

// What the environment hides: `environment`, one finding for each value that another one hides and differs
// from. What an option hides was meant so. Pure.
std::vector<chutesd::v1::Finding> JudgeEnvironment(const std::vector<render::ExplainedSetting>& settings);

// Whether the daemon refused the selector itself: an API key or URL that cannot be one.
bool IsSelectorRefused(const rpc::CallError& error);
// The finding for that.
chutesd::v1::Finding SelectorRefused(const rpc::CallError& error, bool api_key_by_stdin);

}  // namespace chutes::commands
