#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "client/commands/command.h"
#include "client/commands/options.h"
#include "client/rpc/endpoint.h"
#include "client/rpc/rpc.h"
#include "client/terminal/process.h"

namespace chutes::commands {

// A command line that one of our commands obeys.
struct Invocation {
  std::unique_ptr<Globals> globals;
  CommandInfo info;
  std::unique_ptr<Command> command;
};

// Nothing to run: help was asked for, or the command line is wrong.
struct EarlyExit {
  Exit exit = Exit::kOk;
  std::string out;
  std::string err;
};

// A command line for the official CLI, a program of the same name.
struct Delegation {
  std::string name;                    // of its command
  std::vector<std::string> arguments;  // without --config-path and --profile
  Globals globals;                     // those two alone
};

// Reads the arguments (without the program's name).
using CommandLine = std::variant<Invocation, EarlyExit, Delegation>;
CommandLine ParseCommandLine(std::vector<std::string> words);

// Names of the commands that the official CLI has and we do not.
const std::vector<std::string>& OfficialCommands();
// Takes out of the words what is for us. What is wrong with it, or nothing.
std::optional<UsageError> TakeOutGlobals(Delegation& delegation);
// Becomes the official CLI: the next `chutes` on PATH that is not this program. Arguments, terminal, signals
// and process stay as they are; CHUTES_CONFIG_PATH is set where a config file was named. Returns only if that
// cannot be, having said why.
Exit Delegate(const Delegation& delegation, Platform& platform);

// The documentation of Chutes names commands that no program has, such as `chutes account info`. Whether a
// group has such, and what to type instead of its words (its own name first).
bool IsOnlyDocumented(std::string_view group);
UsageError CorrectDocumented(const std::vector<std::string>& words);

// Connects to the daemon, or will with the first call.
using Connect = std::function<std::unique_ptr<rpc::Rpc>(const rpc::Endpoint& endpoint)>;

// Runs one command line, without the program's name.
Exit RunChutes(std::vector<std::string> words, Platform& platform, const Connect& connect);

}  // namespace chutes::commands
