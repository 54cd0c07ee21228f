#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "client/commands/context.h"
#include "client/commands/options.h"

namespace chutes::commands {

// How a command is called and what its --help says.
struct CommandInfo {
  std::string_view group = {};  // empty for a command without one
  std::string_view name;
  std::string_view help;
  std::string_view example;   // lines
  bool starts_daemon = true;  // false: it finds the daemon as it is
  bool takes_secret = false;  // its words may hold one: errors do not repeat them
};

// One command, in a file of its own: options, what they mean, and what it does.
class Command {
 public:
  explicit Command(const CommandInfo& info) : info_(info) {}
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;
  virtual ~Command() = default;

  const CommandInfo& info() const { return info_; }

  // Binds options to members, or to the request that they fill. Called only if the command is named.
  virtual void AddOptions(CLI::App&) {}
  // What the parser cannot see is wrong with them.
  virtual std::optional<UsageError> Check() { return std::nullopt; }
  // The command line that was probably meant, if options exclude each other; empty: --help.
  virtual NextStep Meant() const { return {}; }
  virtual Exit Run(Context& context) = 0;

 private:
  const CommandInfo info_;
};

struct GroupInfo {
  std::string_view name;
  std::string_view help;
  std::string_view example;  // one of its commands
};

std::span<const GroupInfo> Groups();
// Makes every command, in the order of --help.
using MakeCommand = std::unique_ptr<Command> (*)();
std::span<const MakeCommand> Commands();

}  // namespace chutes::commands
