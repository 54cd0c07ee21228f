#pragma once

#include <string>
#include <variant>
#include <vector>

#include "client/cli/arguments.h"
#include "client/cli/exit_code.h"

namespace chutes::cli {

// Nothing to run: help was asked for, or the command line is wrong.
struct Stop {
  Exit exit = Exit::kOk;
  std::string out;
  std::string err;
};

// Reads the arguments (without the program's name).
std::variant<Invocation, Stop> ParseCommandLine(std::vector<std::string> args);

}  // namespace chutes::cli
