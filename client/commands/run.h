#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "client/commands/selection.h"
#include "client/rpc/endpoint.h"
#include "client/rpc/rpc.h"
#include "client/terminal/exit_code.h"

namespace chutes::commands {

// Connects to the daemon, or will with the first call.
using Connect = std::function<std::unique_ptr<rpc::Rpc>(const rpc::Endpoint& endpoint)>;

// Runs one command line, without the program's name.
Exit RunChutes(std::vector<std::string> words, World& world, const Connect& connect);

}  // namespace chutes::commands
