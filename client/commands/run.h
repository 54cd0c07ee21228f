#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/env.h"
#include "client/cli/exit_code.h"
#include "client/rpc/endpoint.h"
#include "client/rpc/rpc.h"

namespace chutes::commands {

// Makes the way to the daemon; it need not connect before the first call.
using Connect = std::function<std::unique_ptr<rpc::Rpc>(const rpc::Endpoint& endpoint)>;

// Runs one command line, without the program's name.
cli::Exit RunChutes(std::vector<std::string> args, cli::Env& env, const Connect& connect);

}  // namespace chutes::commands
