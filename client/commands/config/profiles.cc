#include <fmt/format.h>

#include <algorithm>

#include "client/commands/command.h"
#include "client/render/settings_view.h"

namespace chutes::commands {
namespace {

using render::Profile;

// The profiles in a folder, by name; nothing if it cannot be read.
std::optional<std::vector<Profile>> ProfilesIn(const std::string& folder, const terminal::Files& disk) {
  constexpr std::string_view kSuffix = ".ini";
  const std::optional<std::vector<std::string>> files = disk.List(folder);
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
  std::optional<std::vector<Profile>> profiles = ProfilesIn(folder.value, context.files());
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

constexpr CommandInfo kProfiles = {"profiles", "List the config files in ~/.chutes/environments",
                                   "chutes profiles", Make<Plain<ListProfiles>>};

}  // namespace chutes::commands
