#include "client/cli/selector.h"

#include <fmt/format.h>

#include <utility>

#include "client/cli/profile.h"
#include "client/render/shown_text.h"

namespace chutes::cli {
namespace {

std::string ValueOf(const Env& env, const std::string& name) { return env.lookup(name).value_or(""); }

bool EqualsIgnoringCase(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
    if (c != lower[i]) return false;
  }
  return true;
}

Checked<std::string> Wrong(std::string message) { return {"", UsageError{std::move(message), ""}}; }

// Empty if nothing names one.
Checked<std::string> ChooseConfigPath(const Globals& globals, const Env& env, chutesd::v1::Origin& origin) {
  if (globals.config_path) {
    origin = chutesd::v1::ORIGIN_OPTION;
    return AbsolutePath("--config-path", *globals.config_path, env);
  }
  if (globals.profile) {
    origin = chutesd::v1::ORIGIN_PROFILE;
    return ProfilePath("--profile", *globals.profile, env);
  }
  if (const std::string path = ValueOf(env, "CHUTES_CONFIG_PATH"); !path.empty()) {
    origin = chutesd::v1::ORIGIN_ENVIRONMENT;
    return AbsolutePath("CHUTES_CONFIG_PATH", path, env);
  }
  if (const std::string profile = ValueOf(env, "CHUTES_PROFILE"); !profile.empty()) {
    origin = chutesd::v1::ORIGIN_PROFILE;
    return ProfilePath("CHUTES_PROFILE", profile, env);
  }
  return {};
}

}  // namespace

Checked<std::string> AbsolutePath(std::string_view what, std::string_view path, const Env& env) {
  if (path.empty()) return Wrong(fmt::format("{} is empty", what));
  if (!render::IsUtf8(path)) return Wrong(fmt::format("{} is not UTF-8", what));
  if (path.front() == '/') return {std::string(path), std::nullopt};
  if (path.front() == '~') {
    if (path.size() > 1 && path[1] != '/') {
      return Wrong(fmt::format("{}: '{}' names another user's home; write the path in full", what, path));
    }
    const std::string home = ValueOf(env, "HOME");
    if (!home.starts_with('/')) return Wrong(fmt::format("{}: '~' means $HOME, which is not set", what));
    return {home + std::string(path.substr(1)), std::nullopt};
  }
  while (path.starts_with("./")) path.remove_prefix(2);
  const std::string folder = env.working_directory();
  if (folder.empty())
    return Wrong(fmt::format("{}: the working directory is gone; write the path in full", what));
  return {fmt::format("{}{}{}", folder, folder == "/" ? "" : "/", path), std::nullopt};
}

Checked<std::string> WalletsPath(const std::string& typed, const Env& env) {
  if (typed.empty()) return {};
  return AbsolutePath("--wallets-path", typed, env);
}

Checked<std::string> NamedConfigPath(const Globals& globals, const Env& env) {
  chutesd::v1::Origin origin = chutesd::v1::ORIGIN_UNSPECIFIED;
  return ChooseConfigPath(globals, env, origin);
}

Checked<chutesd::v1::SessionSelector> SelectSession(const Globals& globals, const Env& env) {
  chutesd::v1::SessionSelector selector;
  chutesd::v1::Origin origin = chutesd::v1::ORIGIN_UNSPECIFIED;
  Checked<std::string> path = ChooseConfigPath(globals, env, origin);
  if (path.error) return {{}, std::move(path.error)};
  if (!path.value.empty()) {
    selector.set_config_path(path.value);
    selector.set_config_path_origin(origin);
  }
  if (const std::string url = ValueOf(env, "CHUTES_API_URL"); !url.empty()) {
    if (!render::IsUtf8(url)) return {{}, UsageError{"CHUTES_API_URL is not UTF-8", ""}};
    selector.set_api_url(url);
    selector.set_api_url_origin(chutesd::v1::ORIGIN_ENVIRONMENT);
  }
  if (EqualsIgnoringCase(ValueOf(env, "CHUTES_ALLOW_MISSING"), "true")) {
    selector.set_allow_missing(true);
    selector.set_allow_missing_origin(chutesd::v1::ORIGIN_ENVIRONMENT);
  }
  return {std::move(selector), std::nullopt};
}

}  // namespace chutes::cli
