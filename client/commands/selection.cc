#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <charconv>
#include <utility>

#include "client/commands/options.h"
#include "client/render/shown_text.h"
#include "proto/support/text.h"

namespace chutes::commands {
namespace {

// For --timeout: empty if it is a time to wait, else what is wrong with it.
std::string ProblemOfSeconds(const std::string& text) {
  constexpr double kLeast = 0.001;
  constexpr double kMost = 3600;
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  if (is_number && seconds >= kLeast && seconds <= kMost) return "";
  return fmt::format("must be a number of seconds from 0.001 to 3600, not '{}'", text);
}

Checked<std::string> Wrong(std::string message) { return {"", UsageError{std::move(message)}}; }

// Empty if nothing names one.
Checked<std::string> ChooseConfigPath(const Globals& globals, const Platform& platform,
                                      chutesd::v1::Origin& origin) {
  if (globals.config_path) {
    origin = chutesd::v1::ORIGIN_OPTION;
    return AbsolutePath("--config-path", *globals.config_path, platform);
  }
  if (globals.profile) {
    origin = chutesd::v1::ORIGIN_PROFILE;
    return ProfilePath("--profile", *globals.profile, platform);
  }
  if (const std::string path = platform.process.Value("CHUTES_CONFIG_PATH"); !path.empty()) {
    origin = chutesd::v1::ORIGIN_ENVIRONMENT;
    return AbsolutePath("CHUTES_CONFIG_PATH", path, platform);
  }
  if (const std::string profile = platform.process.Value("CHUTES_PROFILE"); !profile.empty()) {
    origin = chutesd::v1::ORIGIN_PROFILE;
    return ProfilePath("CHUTES_PROFILE", profile, platform);
  }
  return {};
}

constexpr std::size_t kMaxName = 64;

// A key has 102 bytes; more than this is some other file.
constexpr std::size_t kMaxKey = 1024;

Checked<ApiKeyChoice> RefuseKey(std::string message, NextStep next) {
  return {{}, UsageError{std::move(message), std::move(next)}};
}

// Empty if it can be one as far as the client looks.
std::string ProblemOf(const std::string& text) {
  if (text.size() > kMaxKey) return "is too long for an API key";
  return render::IsUtf8(text) ? "" : "is not UTF-8";
}

}  // namespace

void AddGlobalOptions(CLI::App& app, Globals& globals) {
  constexpr const char* kGroup = "Options of every command";
  app.add_option("--config-path", globals.config_path,
                 "Path of the config file (default: ~/.chutes/config.ini)")
      ->group(kGroup);
  app.add_option("--profile", globals.profile, "Use the config file ~/.chutes/environments/NAME.ini")
      ->type_name("NAME")
      ->group(kGroup);
  app.add_flag("--api-key-stdin", globals.api_key_stdin,
               "Read an API key from the first line of standard input; it is used if there is no hotkey")
      ->group(kGroup);
  app.add_option_function<std::string>(
         "--output", [&globals](const std::string& form) { globals.json = form == "json"; },
         "Form of the output (default: table)")
      ->type_name("[table|json]")
      ->check(OneOf({"table", "json"}))
      ->group(kGroup);
  app.add_option("--socket", globals.socket, "Path of the daemon's socket")->check(NotEmpty())->group(kGroup);
  app.add_option_function<double>(
         "--timeout",
         [&globals](double seconds) {
           globals.timeout =
               std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>(seconds));
         },
         "How long to wait for an answer (default: 30)")
      ->type_name("SECONDS")
      ->check(ProblemOfSeconds)
      ->group(kGroup);
  app.add_flag("--no-autostart", globals.no_autostart, "Do not start the daemon if it does not run")
      ->group(kGroup);
}

render::InForce OptionsInForce(const Globals& globals) {
  render::InForce in_force;
  if (globals.config_path) in_force.options = {"--config-path", *globals.config_path};
  if (globals.profile) in_force.options = {"--profile", *globals.profile};
  if (!globals.socket.empty()) in_force.daemon_options = {"--socket", globals.socket};
  return in_force;
}

std::optional<UsageError> CheckGlobals(const Globals& globals) {
  if (!globals.config_path || !globals.profile) return std::nullopt;
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

Checked<std::string> WalletsPath(const std::string& typed, const Platform& platform) {
  if (typed.empty()) return {};
  return AbsolutePath("--wallets-path", typed, platform);
}

Checked<std::string> NamedConfigPath(const Globals& globals, const Platform& platform) {
  chutesd::v1::Origin origin = chutesd::v1::ORIGIN_UNSPECIFIED;
  return ChooseConfigPath(globals, platform, origin);
}

Checked<chutesd::v1::SessionSelector> SelectSession(const Globals& globals, const Platform& platform) {
  chutesd::v1::SessionSelector selector;
  chutesd::v1::Origin origin = chutesd::v1::ORIGIN_UNSPECIFIED;
  Checked<std::string> path = ChooseConfigPath(globals, platform, origin);
  if (path.error) return {{}, std::move(path.error)};
  if (!path.value.empty()) {
    selector.set_config_path(path.value);
    selector.set_config_path_origin(origin);
  }
  if (const std::string url = platform.process.Value("CHUTES_API_URL"); !url.empty()) {
    if (!render::IsUtf8(url)) return {{}, UsageError{"CHUTES_API_URL is not UTF-8"}};
    selector.set_api_url(url);
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

Checked<std::string> ProfilesFolder(std::string_view what, const Platform& platform) {
  return AbsolutePath(what, "~/.chutes/environments", platform);
}

Checked<std::string> ProfilePath(std::string_view what, std::string_view name, const Platform& platform) {
  if (!IsProfileName(name)) {
    return {"",
            UsageError{fmt::format("{}: '{}' cannot be the name of a profile: 1 to 64 letters, digits, `.`, "
                                   "`_` and `-`, not beginning with `.` or `-`",
                                   what, name),
                       ProfilesCommand("lists them; a path is given with --config-path")}};
  }
  Checked<std::string> folder = ProfilesFolder(what, platform);
  if (folder.error) return folder;
  return {fmt::format("{}/{}.ini", folder.value, name), std::nullopt};
}

Checked<ApiKeyChoice> ChooseApiKey(const Globals& globals, const Platform& platform) {
  ApiKeyChoice choice;
  if (globals.api_key_stdin) {
    const NextStep how = Advice("give it from a file: --api-key-stdin < FILE");
    if (platform.terminal.facts().in) {
      return RefuseKey("--api-key-stdin: standard input is a terminal, where the key would be seen", how);
    }
    std::optional<std::string> line = platform.terminal.ReadLine(kMaxKey + 1);
    if (!line || line->empty()) return RefuseKey("--api-key-stdin: standard input has no first line", how);
    choice.text = std::move(*line);
    choice.origin = chutesd::v1::ORIGIN_STDIN;
  } else {
    choice.text = platform.process.Value("CHUTES_API_KEY");
    if (choice.text.empty()) return {};
    choice.origin = chutesd::v1::ORIGIN_ENVIRONMENT;
  }
  if (const std::string problem = ProblemOf(choice.text); !problem.empty()) {
    return RefuseKey((globals.api_key_stdin ? "--api-key-stdin: the key " : "CHUTES_API_KEY ") + problem, {});
  }
  return {std::move(choice), std::nullopt};
}

}  // namespace chutes::commands
