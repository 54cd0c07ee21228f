#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chutesd/v1/session.pb.h"
#include "client/commands/command.h"
#include "client/commands/context.h"
#include "client/commands/options.h"
#include "client/render/settings_view.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::commands {
namespace {

using chutesd::v1::Session;
using render::Profile;

Exit ShowPath(Context& context) {
  std::string path;
  if (const auto failed = FindConfigPath(context, path)) return *failed;
  return context.Print(context.json() ? render::JsonText("config_path", path)
                                      : render::EscapeSentence(path) + "\n");
}

Exit ShowConfig(Context& context) {
  chutesd::v1::GetSessionRequest request;
  chutesd::v1::GetSessionResponse reply;
  if (const auto failed = context.Call(rpc::method::kGetSession, request, reply)) return *failed;
  context.WarnOf(reply.session());
  return context.Print(render::ConfigView(reply.session(), context.form()));
}

// A file that cannot be used is when this is needed most, so then it shows what is known all the same.
Exit ExplainConfig(Context& context) {
  const SessionToExplain found = AskForSession(context, context.selector());
  context.WarnOf(found.session);
  if (found.error && found.error->Fact(chutesd::fact::kPath).empty()) return context.FailWith(*found.error);
  const Exit shown = context.Print(render::ExplainView(
      ExplainSettings(found.session, context.globals(), context.platform()), context.form()));
  return shown == Exit::kOk && found.error ? context.FailWith(*found.error) : shown;
}

std::string Summary(const Session& session) {
  if (session.can_sign()) {
    return fmt::format("account {}, hotkey {}, API {}", session.username(), session.hotkey_ss58_address(),
                       session.api_url());
  }
  return fmt::format("no account{}, API {}",
                     session.auth_method() == chutesd::v1::AUTH_METHOD_API_KEY ? "; an API key is used" : "",
                     session.api_url());
}

Exit CheckConfig(Context& context) {
  chutesd::v1::LoadSessionRequest request;
  chutesd::v1::LoadSessionResponse reply;
  const rpc::CallResult result = context.TryCall(rpc::method::kLoadSession, request, reply);
  if (!result.ok()) {
    Exit shown = Exit::kOk;
    const std::string path = result.error->Fact(chutesd::fact::kPath);
    if (context.json() && !path.empty()) {
      const std::string fix = render::CommandOf(render::NextOf(*result.error), context.in_force());
      shown = context.Print(render::ConfigCheckJson(path, result.error->message, fix, {}));
    }
    const Exit failed = context.FailWith(*result.error);
    return shown == Exit::kOk ? failed : shown;
  }
  const Session& session = reply.session();
  context.WarnOf(session);
  if (!context.json()) {
    return context.Print(
        render::EscapeSentence(fmt::format("{}: ok: {}", session.config_path(), Summary(session))) + "\n");
  }
  std::vector<std::string> warnings;
  for (const auto& warning : session.warnings()) warnings.push_back(warning.text());
  return context.Print(render::ConfigCheckJson(session.config_path(), "", "", warnings));
}

// The profiles in a folder, by name; nothing if it cannot be read.
std::optional<std::vector<Profile>> ProfilesIn(const std::string& folder, const terminal::Process& process) {
  constexpr std::string_view kSuffix = ".ini";
  const std::optional<std::vector<std::string>> files = process.List(folder);
  if (!files) return std::nullopt;
  std::vector<Profile> profiles;
  for (const std::string& file : *files) {
    if (!file.ends_with(kSuffix)) continue;
    const std::string name = file.substr(0, file.size() - kSuffix.size());
    if (!IsProfileName(name)) continue;
    Profile& profile = profiles.emplace_back();
    profile.name = name;
    profile.config_path = fmt::format("{}/{}", folder, file);
  }
  std::ranges::sort(profiles, {}, &Profile::name);
  return profiles;
}

// Asks what the file says, without what the environment of this command would change about it. Nothing if
// that was told; else an error that is not about the file.
std::optional<rpc::CallError> Describe(Context& context, Profile& profile, bool& is_missing) {
  chutesd::v1::GetSessionRequest request;
  request.mutable_session()->set_config_path(profile.config_path);
  chutesd::v1::GetSessionResponse reply;
  const rpc::CallResult result = context.TryCall(rpc::method::kGetSession, request, reply);
  if (result.ok()) {
    profile.username = reply.session().username();
    profile.hotkey_ss58_address = reply.session().hotkey_ss58_address();
    profile.api_url = reply.session().api_url();
    return std::nullopt;
  }
  if (result.error->Fact(chutesd::fact::kPath).empty()) return result.error;
  profile.problem = result.error->message;
  is_missing = result.error->reason == chutesd::Reason::kConfigMissing;
  return std::nullopt;
}

Exit ListProfiles(Context& context) {
  const Checked<std::string> folder = AbsolutePath("chutes profiles", kProfilesFolder, context.platform());
  if (folder.error) return context.Refuse(*folder.error);
  std::optional<std::vector<Profile>> profiles = ProfilesIn(folder.value, context.process());
  if (!profiles) {
    return context.Fail(Exit::kError, "the folder " + folder.value + " cannot be read",
                        ShellCommand("ls -ld " + ShellWord(folder.value)));
  }
  std::string in_use;
  if (const auto failed = FindConfigPath(context, in_use)) return *failed;
  // Files are described as they are, so that no API key goes along.
  context.UseApiKey({});
  const std::string standard =
      AbsolutePath("chutes profiles", "~/.chutes/config.ini", context.platform()).value;
  for (const std::string& path : {standard, in_use}) {
    if (std::ranges::find(*profiles, path, &Profile::config_path) != profiles->end()) continue;
    profiles->insert(profiles->begin(), Profile())->config_path = path;
  }
  std::vector<Profile> shown;
  for (Profile& profile : *profiles) {
    profile.in_use = profile.config_path == in_use;
    bool is_missing = false;
    if (const auto failed = Describe(context, profile, is_missing)) return context.FailWith(*failed);
    if (!is_missing || profile.in_use) shown.push_back(std::move(profile));
  }
  return context.Print(render::ProfilesView(shown, context.form()));
}

}  // namespace

CommandList ConfigCommands() {
  static constexpr CommandInfo kCommands[] = {
      {"profiles", "List the config files in ~/.chutes/environments", "chutes profiles",
       Make<Plain<ListProfiles>>},
      {"config path", "Show which config file is in use", "chutes config path", Make<Plain<ShowPath>>},
      {"config show", "Show what the config file says, secrets masked",
       "chutes config show\n  chutes config show --profile prod", Make<Plain<ShowConfig>>},
      {"config explain", "Show each setting, where it came from and what it hides", "chutes config explain",
       Make<Plain<ExplainConfig>>},
      {"config check", "Read the config file again and say what is wrong with it",
       "chutes config check && echo good", Make<Plain<CheckConfig>>},
  };
  return kCommands;
}

}  // namespace chutes::commands
