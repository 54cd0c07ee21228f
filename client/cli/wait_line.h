#pragma once

#include "client/cli/env.h"
#include "client/rpc/wait.h"

namespace chutes::cli {

// One line on standard error for as long as an answer is waited for, written over by the next and blank at
// the end, without escape sequences. Empty where nobody would see it so: no terminal, or one that is dumb.
// `env` must outlive the function.
rpc::ShowWait WaitLine(const Env& env);

}  // namespace chutes::cli
