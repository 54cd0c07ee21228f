#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "client/commands/context.h"
#include "client/commands/options.h"

namespace chutes::commands {

// A command as it was typed: options, what they mean, and what it does.
class Command {
 public:
  virtual ~Command() = default;

  // Binds options to members, or to the request that they fill.
  virtual void AddOptions(CLI::App&) {}
  // What the parser cannot see is wrong with them.
  virtual std::optional<UsageError> Check() { return std::nullopt; }
  // The command line that was probably meant, if options exclude each other; empty: --help.
  virtual NextStep Meant() const { return {}; }
  virtual Exit Run(Context& context) = 0;
};

// A command without options of its own.
template <Exit (*run)(Context&)>
class Plain final : public Command {
 public:
  Exit Run(Context& context) override { return run(context); }
};

using MakeCommand = std::unique_ptr<Command> (*)();
template <typename Kind>
std::unique_ptr<Command> Make() {
  return std::make_unique<Kind>();
}

// How a command is called, what its --help says, and how it is made.
struct CommandInfo {
  std::string_view name;  // `GROUP NAME`, or NAME alone for a command without a group
  std::string_view help;
  std::string_view example;  // lines
  MakeCommand make;
  bool starts_daemon = true;  // false: it finds the daemon as it is
  bool takes_secret = false;  // its words may hold one: errors do not repeat them
};

// The commands of one file.
using CommandList = std::span<const CommandInfo>;
CommandList RegisterCommands();
CommandList RefingerCommands();
CommandList AccountCommands();
CommandList ConfigCommands();
CommandList DoctorCommands();
CommandList DaemonCommands();
CommandList LogsCommands();
CommandList KeysCommands();
CommandList SecretsCommands();

// All of them, in the order of --help.
std::vector<CommandInfo> Commands();

}  // namespace chutes::commands
