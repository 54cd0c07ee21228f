#pragma once

#include <optional>
#include <string>
#include <utility>

#include "client/cli/arguments.h"
#include "client/cli/selector.h"
#include "client/cli/usage.h"
#include "client/commands/context.h"
#include "client/rpc/wipe.h"

namespace chutes::commands {

// A registration as it will be sent: what the command line gave, and then what a person was asked for.
struct Registration {
  explicit Registration(const cli::RegisterArgs& given) : args(given), overwrite_config(given.force) {}
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;
  ~Registration() {
    rpc::Wipe(args.token);
    rpc::Wipe(token);
    rpc::Wipe(password);
  }

  cli::RegisterArgs args;
  std::string token;        // secret; empty: not known yet
  std::string password;     // secret; empty: none is known
  std::string config_path;  // absolute; empty: the one in use
  bool overwrite_config;
  bool restore = false;  // the hotkey has an account already, whose config file is all that is wanted
};

// Reads the token from where the command line says, if it says so.
std::optional<cli::UsageError> ReadToken(Registration& registration, const cli::Env& env);

// The session whose config file is to be written.
chutesd::v1::SessionSelector TargetOf(const Registration& registration, Context& context);

// Fills what all requests about a hotkey have alike, the password aside.
template <typename Request>
std::optional<cli::UsageError> FillHotkey(const Registration& registration, Context& context,
                                          Request& request) {
  *request.mutable_session() = TargetOf(registration, context);
  request.set_wallet(registration.args.wallet);
  request.set_hotkey(registration.args.hotkey);
  cli::Checked<std::string> path = cli::WalletsPath(registration.args.wallets_path, context.env());
  if (path.error) return std::move(path.error);
  request.set_wallets_path(path.value);
  return std::nullopt;
}

}  // namespace chutes::commands
