#pragma once

#include <string>
#include <string_view>

#include "client/render/next_step.h"
#include "client/rpc/call_error.h"

namespace chutes::render {

// The lines for standard error:
//   chutes: WHAT
//     FIELD: what is wrong with it      (one per wrong field)
//     wait: 12 s                        (if the daemon said how long)
//     next: COMMAND
// Safe to print whatever the daemon sent.
std::string ErrorText(const rpc::CallError& error, const InForce& in_force);
// The same for what the client itself has to say.
std::string ErrorText(std::string_view message, const NextStep& next, const InForce& in_force);

// `warning: ...`, and what to do about it on a line of its own.
std::string WarningText(const rpc::Warning& warning, const InForce& in_force);

// What to do about an error: the client's own word, else the row of its reason, else the daemon's words.
NextStep NextOf(const rpc::CallError& error);

}  // namespace chutes::render
