#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "chutesd/v1/selector.pb.h"
#include "client/commands/options.h"
#include "client/render/next_step.h"
#include "client/start/daemon_host.h"
#include "client/terminal/process.h"
#include "client/terminal/terminal.h"

// What every command line says alike: how results are shown, which daemon and which session are asked.
namespace chutes::commands {

// What is outside a command, so that a test can replace it.
struct Platform {
  terminal::Terminal& terminal;
  terminal::Files& files;
  terminal::Process& process;
  start::DaemonHost& daemons;
};

// Options of every command.
struct Globals {
  bool json = false;
  std::string socket;                      // as typed; empty: not given
  std::optional<std::string> config_path;  // as typed
  std::optional<std::string> profile;      // as typed; never with config_path
  bool api_key_stdin = false;
  std::chrono::milliseconds timeout{30'000};
  bool no_autostart = false;
};

// Those of them that say which account and which daemon, as they were typed.
render::InForce OptionsInForce(const Globals& globals);

void AddGlobalOptions(CLI::App& app, Globals& globals);
std::optional<UsageError> CheckGlobals(const Globals& globals);

// A path as the daemon, with its own home and folder, understands it: `~` becomes $HOME, and a
// relative path starts at the working directory. `what` is named in errors.
Checked<std::string> AbsolutePath(std::string_view what, std::string_view path, const Platform& platform);
// The same for what --wallets-path says; empty if it says nothing.
Checked<std::string> WalletsPath(const std::string& typed, const Platform& platform);

// A profile is a config file in ~/.chutes/environments, called by its name without `.ini`. `what` (an option
// or a variable) is named if there is no home.
Checked<std::string> ProfilesFolder(std::string_view what, const Platform& platform);
// The config file of a profile. Refused: a name that is empty or long, has other characters than letters,
// digits, `.`, `_` and `-`, or begins with `.` or `-`, so that no name leads out of the folder.
Checked<std::string> ProfilePath(std::string_view what, std::string_view name, const Platform& platform);
// Whether ProfilePath would take the name.
bool IsProfileName(std::string_view name);

// The config file that options and environment name, as a path; empty if they name none.
Checked<std::string> NamedConfigPath(const Globals& globals, const Platform& platform);
// Which session the command line (--config-path, --profile) and the environment (CHUTES_CONFIG_PATH,
// CHUTES_PROFILE, CHUTES_API_URL, CHUTES_ALLOW_MISSING) ask for, API key aside; empty variables count as not
// set. An option wins over a variable, and CHUTES_CONFIG_PATH over CHUTES_PROFILE, as a path says more.
Checked<chutesd::v1::SessionSelector> SelectSession(const Globals& globals, const Platform& platform);

// An API key that came with the command line or the environment, as it was given: the daemon checks its form.
struct ApiKeyChoice {
  std::string text;  // secret; empty for none
  chutesd::v1::Origin origin = chutesd::v1::ORIGIN_UNSPECIFIED;
};

// With --api-key-stdin the first line of standard input (what follows is left for options that read the
// rest), else CHUTES_API_KEY.
Checked<ApiKeyChoice> ChooseApiKey(const Globals& globals, const Platform& platform);

}  // namespace chutes::commands
