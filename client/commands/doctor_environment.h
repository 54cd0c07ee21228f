#pragma once

#include <vector>

#include "chutesd/v1/diagnostics.pb.h"
#include "client/render/config_view.h"
#include "client/rpc/call_error.h"

namespace chutes::commands {

// What the environment hides: `environment`, one finding for each value that another one hides and differs
// from. What an option hides was meant so. Pure.
std::vector<chutesd::v1::Finding> JudgeEnvironment(const std::vector<render::ExplainedSetting>& settings);

// Whether the daemon refused the selector itself: an API key or URL that cannot be one.
bool IsSelectorRefused(const rpc::CallError& error);
// The finding for that.
chutesd::v1::Finding SelectorRefused(const rpc::CallError& error, bool api_key_by_stdin);

}  // namespace chutes::commands
