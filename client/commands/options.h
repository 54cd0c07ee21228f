#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chutesd/v1/selector.pb.h"
#include "client/render/keys_view.h"
#include "client/render/next_step.h"
#include "client/rpc/call_error.h"
#include "client/start/daemon_host.h"
#include "client/terminal/process.h"
#include "client/terminal/terminal.h"
#include "proto/support/text.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

// What options have in common, what is wrong with them, and what else a command reads. The options of every
// command say how results are shown, and which daemon and which session are asked.
namespace chutes::commands {

// A command line that cannot be obeyed.
struct UsageError {
  std::string message;  // one line
  NextStep next = {};   // what was probably meant; empty: the command's --help
};

// A result, or what is wrong with the command line.
template <typename T>
struct Checked {
  T value{};
  std::optional<UsageError> error = {};
};

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
// The same for what --wallets-path says, else ~/.bittensor/wallets; empty without a home folder.
Checked<std::string> WalletsPath(const std::string& typed, const Platform& platform);

// A profile is a config file in this folder, called by its name without `.ini`.
inline constexpr std::string_view kProfilesFolder = "~/.chutes/environments";
inline constexpr std::string_view kDefaultConfig = "~/.chutes/config.ini";
// The config file of a profile. Refused: a name that is empty or long, has other characters than letters,
// digits, `.`, `_` and `-`, or begins with `.` or `-`, so that no name leads out of the folder. `default` is
// the default config file, unless a file of that name is there.
Checked<std::string> ProfilePath(std::string_view what, std::string_view name, const Platform& platform);
// Whether ProfilePath would take the name.
bool IsProfileName(std::string_view name);

// The config file that options and environment name, as a path, and what named it: ~/.chutes/config.ini, of
// this client's home, if they name none. Empty without a home folder.
Checked<std::string> NamedConfigPath(const Globals& globals, const Platform& platform,
                                     chutesd::v1::Origin& origin);
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

using support::ShellWord;
// The word of a shell, but for what may be missing: then `placeholder` stands there as it is.
std::string WordOr(std::string_view text, std::string_view placeholder);

// What an option's values are held to, in our words; for CLI::Option::check. Gives what is wrong.
using Validator = std::function<std::string(const std::string& value)>;
// Of an int or double.
template <typename Number>
Validator NumberFrom(Number least, Number most, const char* kind = "a whole number");
Validator OneOf(std::vector<std::string> names);

// Each of these options excludes the others.
void ExcludeEachOther(std::initializer_list<CLI::Option*> options);
// -y, --yes
void AddYes(CLI::App& app, bool& yes, std::string_view help = "Do not ask; needed without a terminal");

// --wallets-path, to be read by WalletsPath.
void AddWalletsPath(CLI::App& app, std::string& path);

// --limit and --page of a list.
class PageOptions {
 public:
  void Add(CLI::App& app);
  template <typename Request>
  void Fill(Request& request) const {
    request.set_page_size(shown_.limit);
    request.set_skip(shown_.page * shown_.limit);
  }
  const render::PageShown& shown() const { return shown_; }

 private:
  render::PageShown shown_{0, 25};
};

// What is in a file, at most `limit` bytes of UTF-8.
Checked<std::string> ReadOwnFile(std::string_view option, const std::string& path, std::size_t limit,
                                 const Platform& platform);

// A secret from standard input, less one final newline. Refuses a terminal, where it would be seen, more than
// `limit` bytes, nothing at all, and what is not UTF-8.
Checked<std::string> ReadSecret(std::string_view option, std::size_t limit, const Platform& platform);
// The same from a file.
Checked<std::string> ReadSecretFile(std::string_view option, const std::string& path, std::size_t limit,
                                    const Platform& platform);

// Makes a new file for a secret before the secret is made, so that what cannot be written is known in time.
// What is wrong, or nothing; with an empty path nothing is to be done.
std::optional<UsageError> MakeSecretFile(std::string_view option, const std::string& path,
                                         const Platform& platform, terminal::NewFile& file);

}  // namespace chutes::commands
