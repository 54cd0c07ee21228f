#pragma once

#include <CLI/App.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "client/commands/command.h"

// What the commands about API keys share.
namespace chutes::commands {

// What a "?" in the place of an action means, for a terminal.
inline constexpr std::string_view kHiddenActions =
    "An action shown as ? is not known: the API never tells, and the key was not made through this daemon.\n";

inline void AddKeyOption(CLI::App& app, std::string& key) {
  app.add_option("NAME_OR_ID", key, "Name or id of the API key");
}

inline std::optional<UsageError> RequireKey(const std::string& key, std::string_view command) {
  if (!key.empty()) return std::nullopt;
  return UsageError{"which key? give its name or id",
                    ChutesCommand(std::string("keys ").append(command) + " NAME_OR_ID")};
}

}  // namespace chutes::commands
