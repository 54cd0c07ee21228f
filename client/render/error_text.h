#pragma once

#include <string>
#include <string_view>

#include "client/rpc/call_error.h"

namespace chutes::render {

// The lines for standard error:
//   chutes: WHAT
//     FIELD: what is wrong with it      (one per wrong field)
//     wait: 12 s                        (if the daemon said how long)
//     next: COMMAND
// Safe to print whatever the daemon sent.
std::string ErrorText(const rpc::CallError& error);
// The same for what the client itself has to say.
std::string ErrorText(std::string_view message, std::string_view next_step);

// `warning: ...` with a final newline.
std::string WarningText(std::string_view warning);

}  // namespace chutes::render
