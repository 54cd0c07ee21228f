#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <utility>

#include "client/commands/options.h"
#include "client/render/shown_text.h"
#include "proto/support/text.h"

namespace chutes::commands {
namespace {

Checked<std::string> Wrong(std::string message) { return {"", UsageError{std::move(message)}}; }

constexpr std::size_t kMaxName = 64;

// A key has 102 bytes; more than this is some other file.
constexpr std::size_t kMaxKey = 1024;

}  // namespace

void AddGlobalOptions(CLI::App& app, Globals& globals) {
  app.option_defaults()->group("Options of every command");
  constexpr double kLeastSeconds = 0.001;
  constexpr double kMostSeconds = 3600;
  app.add_option("--config-path", globals.config_path,
                 "Path of the config file (default: ~/.chutes/config.ini)");
  app.add_option("--profile", globals.profile, "Use the config file ~/.chutes/environments/NAME.ini")
      ->type_name("NAME");
  app.add_flag(
      "--api-key-stdin", globals.api_key_stdin,
      "Read an API key from the first line of standard input; it is used instead of the file's account");
  app.add_option_function<std::string>(
         "--output", [&globals](const std::string& form) { globals.json = form == "json"; },
         "Form of the output (default: table)")
      ->type_name("[table|json]")
      ->check(OneOf({"table", "json"}));
  app.add_option("--socket", globals.socket, "Path of the daemon's socket")
      ->check([](const std::string& text) { return text.empty() ? "must not be empty" : ""; });
  app.add_option_function<double>(
         "--timeout",
         [&globals](double seconds) {
           globals.timeout =
               std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>(seconds));
         },
         "How long to wait for an answer (default: 30)")
      ->type_name("SECONDS")
      ->check(NumberFrom(kLeastSeconds, kMostSeconds, "a number of seconds"));
  app.add_flag("--no-autostart", globals.no_autostart, "Do not start the daemon if it does not run");
  app.option_defaults()->group("Options");
}

render::InForce OptionsInForce(const Globals& globals) {
  render::InForce in_force;
  if (globals.config_path && !globals.config_path->empty()) {
    in_force.options = {"--config-path", *globals.config_path};
  }
  if (globals.profile) in_force.options = {"--profile", *globals.profile};
  if (!globals.socket.empty()) in_force.daemon_options = {"--socket", globals.socket};
  return in_force;
}

std::optional<UsageError> CheckGlobals(const Globals& globals) {
  if (globals.config_path.value_or("").empty() || !globals.profile) return std::nullopt;
  return UsageError{"--config-path and --profile are two config files; give one"};
}

Checked<std::string> AbsolutePath(std::string_view what, std::string_view path, const Platform& platform) {
  if (path.empty()) return Wrong(fmt::format("{} is empty", what));
  if (!render::IsUtf8(path)) return Wrong(fmt::format("{} is not UTF-8", what));
  if (path.front() == '/') return {std::string(path), std::nullopt};
  if (path.front() == '~') {
    if (path.size() > 1 && path[1] != '/') {
      return Wrong(fmt::format("{}: '{}' names another user's home; write the path in full", what, path));
    }
    const std::string home = platform.process.Value("HOME");
    if (!home.starts_with('/')) return Wrong(fmt::format("{}: '~' means $HOME, which is not set", what));
    return {home + std::string(path.substr(1)), std::nullopt};
  }
  while (path.starts_with("./")) path.remove_prefix(2);
  const std::string folder = platform.files.WorkingDirectory();
  if (folder.empty())
    return Wrong(fmt::format("{}: the working directory is gone; write the path in full", what));
  return {fmt::format("{}{}{}", folder, folder == "/" ? "" : "/", path), std::nullopt};
}

namespace {

// A path below the home folder; empty where nobody says which that is: the daemon's own home may be another.
std::string InHome(std::string_view path, const Platform& platform) {
  return AbsolutePath("", path, platform).value;
}

}  // namespace

Checked<std::string> WalletsPath(const std::string& typed, const Platform& platform) {
  if (typed.empty()) return {InHome("~/.bittensor/wallets", platform)};
  return AbsolutePath("--wallets-path", typed, platform);
}

namespace {

// The file of a profile, unless that is the default one under the name of `default`.
Checked<std::string> NamedProfile(std::string_view what, const std::string& name, const Platform& platform,
                                  chutesd::v1::Origin& origin) {
  Checked<std::string> path = ProfilePath(what, name, platform);
  const bool is_default = path.value == InHome(kDefaultConfig, platform);
  origin = is_default ? chutesd::v1::ORIGIN_DEFAULT : chutesd::v1::ORIGIN_PROFILE;
  return path;
}

}  // namespace

Checked<std::string> NamedConfigPath(const Globals& globals, const Platform& platform,
                                     chutesd::v1::Origin& origin) {
  if (globals.config_path && !globals.config_path->empty()) {
    origin = chutesd::v1::ORIGIN_OPTION;
    return AbsolutePath("--config-path", *globals.config_path, platform);
  }
  if (globals.profile) {
    return NamedProfile("--profile", *globals.profile, platform, origin);
  }
  if (const std::string path = platform.process.Value("CHUTES_CONFIG_PATH"); !path.empty()) {
    origin = chutesd::v1::ORIGIN_ENVIRONMENT;
    return AbsolutePath("CHUTES_CONFIG_PATH", path, platform);
  }
  if (const std::string profile = platform.process.Value("CHUTES_PROFILE"); !profile.empty()) {
    return NamedProfile("CHUTES_PROFILE", profile, platform, origin);
  }
  origin = chutesd::v1::ORIGIN_DEFAULT;
  return {InHome(kDefaultConfig, platform)};
}

Checked<chutesd::v1::SessionSelector> SelectSession(const Globals& globals, const Platform& platform) {
  chutesd::v1::SessionSelector selector;
  chutesd::v1::Origin origin = chutesd::v1::ORIGIN_UNSPECIFIED;
  Checked<std::string> path = NamedConfigPath(globals, platform, origin);
  if (path.error) return {{}, std::move(path.error)};
  if (!path.value.empty()) {
    selector.set_config_path(path.value);
    selector.set_config_path_origin(origin);
  }
  const std::string variable = platform.process.Value("CHUTES_API_URL");
  if (const std::string_view url = support::Trimmed(variable); !url.empty()) {
    if (!render::IsUtf8(url)) return {{}, UsageError{"CHUTES_API_URL is not UTF-8"}};
    selector.set_api_url(std::string(url));
    selector.set_api_url_origin(chutesd::v1::ORIGIN_ENVIRONMENT);
  }
  if (support::LowerCase(platform.process.Value("CHUTES_ALLOW_MISSING")) == "true") {
    selector.set_allow_missing(true);
    selector.set_allow_missing_origin(chutesd::v1::ORIGIN_ENVIRONMENT);
  }
  return {std::move(selector), std::nullopt};
}

bool IsProfileName(std::string_view name) {
  return name.size() <= kMaxName && support::IsWordOf(name, "._-") && name.front() != '.' &&
         name.front() != '-';
}

Checked<std::string> ProfilePath(std::string_view what, std::string_view name, const Platform& platform) {
  if (!IsProfileName(name)) {
    return {"",
            UsageError{fmt::format("{}: '{}' cannot be the name of a profile: 1 to 64 letters, digits, `.`, "
                                   "`_` and `-`, not beginning with `.` or `-`",
                                   what, name),
                       ProfilesCommand("lists them; a path is given with --config-path")}};
  }
  Checked<std::string> folder = AbsolutePath(what, kProfilesFolder, platform);
  if (folder.error) return folder;
  const std::string file = fmt::format("{}.ini", name);
  if (name == "default") {
    const std::optional<std::vector<std::string>> profiles = platform.files.List(folder.value);
    const bool is_there = profiles && std::ranges::find(*profiles, file) != profiles->end();
    if (!is_there) return AbsolutePath(what, kDefaultConfig, platform);
  }
  return {fmt::format("{}/{}", folder.value, file), std::nullopt};
}

Checked<ApiKeyChoice> ChooseApiKey(const Globals& globals, const Platform& platform) {
  const bool by_stdin = globals.api_key_stdin;
  const auto refuse = [by_stdin](std::string_view what, NextStep next = {}) -> Checked<ApiKeyChoice> {
    return {{},
            UsageError{fmt::format("{} {}", by_stdin ? "--api-key-stdin:" : "CHUTES_API_KEY", what),
                       std::move(next)}};
  };
  ApiKeyChoice choice;
  if (by_stdin) {
    const NextStep how = Advice("give it from a file: --api-key-stdin < FILE");
    if (platform.terminal.facts().in) {
      return refuse("standard input is a terminal, where the key would be seen", how);
    }
    std::optional<std::string> line = platform.terminal.ReadLine(kMaxKey + 1);
    if (!line || line->empty()) return refuse("standard input has no first line", how);
    choice = {*std::move(line), chutesd::v1::ORIGIN_STDIN};
  } else {
    choice = {platform.process.Value("CHUTES_API_KEY"), chutesd::v1::ORIGIN_ENVIRONMENT};
    if (choice.text.empty()) return {};
  }
  const std::string_view key = by_stdin ? "the key " : "";
  if (choice.text.size() > kMaxKey) return refuse(fmt::format("{}is too long for an API key", key));
  if (!render::IsUtf8(choice.text)) return refuse(fmt::format("{}is not UTF-8", key));
  return {std::move(choice)};
}

}  // namespace chutes::commands
