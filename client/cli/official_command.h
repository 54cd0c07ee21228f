#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/cli/arguments.h"
#include "client/cli/env.h"
#include "client/cli/usage.h"

// The official CLI, a program of the same name, has commands that are not ours.
namespace chutes::cli {

// A command line that is for the official CLI.
struct OfficialCommand {
  std::string name;
  std::vector<std::string> args;  // as typed, without --config-path and --profile
  std::string config_path;        // absolute; empty if neither options nor environment name one
};

// Names of the commands that the official CLI has and we do not.
std::span<const std::string_view> OfficialNames();

// Nothing if the command line names none of them. What stands behind `--` is never ours.
std::optional<Checked<OfficialCommand>> ReadOfficialCommand(const std::vector<std::string>& args,
                                                            const Env& env);

}  // namespace chutes::cli
