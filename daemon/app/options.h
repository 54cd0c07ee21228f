#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/base/log.h"
#include "proto/support/paths.h"

namespace chutesd::app {

// How the daemon was told to run: options win over the environment.
struct Options {
  std::string socket_path;
  std::string warning;      // about the place of the socket; may be empty
  std::string config_path;  // of the default session; empty: ~/.chutes/config.ini
  std::string api_url;      // of the default session; empty: the config file's
  bool allow_missing = false;
  std::string ca_file;      // certificates to trust besides none other; empty: the system's
  std::string ledger_path;  // empty: no place for it is known
  std::string home;         // the user's home folder
  LogLevel log_level = LogLevel::kInfo;
  std::string log_file;               // empty: standard error
  std::chrono::seconds idle_exit{0};  // how long without a call before it ends; 0: never
  std::optional<int> ready_fd;        // where to say that it serves, or why it cannot
};

// What to print instead of running, and the exit status (0 for --help and --version, 2 for a mistake).
struct ExitWith {
  int status = 0;
  std::string text;
};

// Reads argv and the environment. Changes nothing.
std::variant<Options, ExitWith> ParseOptions(const std::vector<std::string>& arguments,
                                             const support::EnvLookup& environment);

}  // namespace chutesd::app
