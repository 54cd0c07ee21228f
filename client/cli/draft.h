#pragma once

#include <optional>
#include <string>

#include "client/cli/arguments.h"
#include "client/cli/scope_options.h"

namespace chutes::cli {

// What CLI11 fills, before anything is checked. One member may serve several commands, as a command
// line has one.
struct Draft {
  // Options of every command.
  std::string output = "table";
  std::optional<std::string> socket;
  std::optional<std::string> config_path;
  std::optional<std::string> profile;
  std::optional<std::string> timeout;
  bool api_key_stdin = false;
  bool version = false;
  bool no_autostart = false;
  // Lists.
  std::string filter;
  std::optional<std::string> limit;
  std::optional<std::string> page;
  // The id or name that a command is about.
  std::string subject;
  // Single commands.
  RegisterArgs registration;
  RefingerArgs refinger;
  KeyOptions key;
  SecretsCreateArgs secret;
  DoctorArgs doctor;
  std::optional<std::string> lines;
  // Flags of single commands, together for the sake of padding.
  bool yes = false;
  bool follow = false;
};

}  // namespace chutes::cli
