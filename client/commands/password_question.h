#pragma once

#include <functional>
#include <optional>
#include <string>

#include "client/prompt/prompter.h"
#include "client/rpc/call_error.h"

namespace chutes::commands {

struct UnlockedCall {
  rpc::CallResult result;
  std::optional<cli::Exit> left;  // the person left at the question; the result is of the call before
};

// Calls what opens a hotkey's file. If the daemon wants a password for it, or another one, that is asked
// for, three times at most, and the call repeated. `password`: the one known so far, and then the one that
// worked. No prompter: nobody can be asked, and the daemon's answer stands.
UnlockedCall CallUnlocked(prompt::Prompter* prompter, std::string& password,
                          const std::function<rpc::CallResult(const std::string& password)>& call);

}  // namespace chutes::commands
