#pragma once

#include <memory>
#include <optional>
#include <string_view>

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

// Every command, in the order of --help: the constant at the end of its file.
#define CHUTES_COMMANDS(ROW) \
  ROW(kRegister)             \
  ROW(kRefinger)             \
  ROW(kStatus)               \
  ROW(kWhoami)               \
  ROW(kProfiles)             \
  ROW(kConfigPath)           \
  ROW(kConfigShow)           \
  ROW(kConfigExplain)        \
  ROW(kConfigCheck)          \
  ROW(kDoctor)               \
  ROW(kShowVersion)          \
  ROW(kDaemonStart)          \
  ROW(kDaemonStop)           \
  ROW(kDaemonRestart)        \
  ROW(kDaemonStatus)         \
  ROW(kDaemonLogs)           \
  ROW(kKeysList)             \
  ROW(kKeysCount)            \
  ROW(kKeysCreate)           \
  ROW(kKeysGet)              \
  ROW(kKeysDelete)           \
  ROW(kSecretsList)          \
  ROW(kSecretsCreate)        \
  ROW(kSecretsSet)           \
  ROW(kSecretsGet)           \
  ROW(kSecretsDelete)

#define CHUTES_DECLARE(row) extern const CommandInfo row;
CHUTES_COMMANDS(CHUTES_DECLARE)
#define CHUTES_ADDRESS(row) &(row),
inline constexpr const CommandInfo* kCommands[] = {CHUTES_COMMANDS(CHUTES_ADDRESS)};
#undef CHUTES_DECLARE
#undef CHUTES_ADDRESS

}  // namespace chutes::commands
