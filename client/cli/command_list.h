#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "client/cli/arguments.h"
#include "client/cli/draft.h"
#include "client/cli/usage.h"

namespace CLI {
class App;
}

namespace chutes::cli {

// One command: how it is called, what its --help says, its own options, and what it makes of them.
struct CommandSpec {
  std::string_view group;  // empty for a command without one
  std::string_view name;
  std::string_view summary;
  std::string_view examples;  // lines
  void (*add_options)(CLI::App& app, Draft& draft);
  Checked<Command> (*finish)(const Draft& draft);
  // Its words may hold a secret: do not repeat them in errors.
  bool takes_secret = false;
};

struct GroupSpec {
  std::string_view name;
  std::string_view summary;
  std::string_view example = "list";  // one of its commands
};

std::span<const GroupSpec> Groups();
// Every command, in the order of --help.
std::span<const CommandSpec> Commands();

}  // namespace chutes::cli
