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

namespace chutes::commands {
namespace {

constexpr std::string_view kSuffix = ".ini";

// The profiles in a folder, by name; nothing if it cannot be read.
std::optional<std::vector<render::Profile>> ProfilesIn(const std::string& folder,
                                                       const terminal::Files& disk) {
  const std::optional<std::vector<std::string>> files = disk.List(folder);
  if (!files) return std::nullopt;
  std::vector<render::Profile> profiles;
  for (const std::string& file : *files) {
    if (!file.ends_with(kSuffix)) continue;
    const std::string name = file.substr(0, file.size() - kSuffix.size());
    if (!IsProfileName(name)) continue;
    render::Profile& profile = profiles.emplace_back();
    profile.name = name;
    profile.config_path = fmt::format("{}/{}", folder, file);
  }
  std::sort(profiles.begin(), profiles.end(),
            [](const render::Profile& a, const render::Profile& b) { return a.name < b.name; });
  return profiles;
}

// Asks what the file says, without what the environment of this command would change about it. Nothing if
// that was told; else an error that is not about the file.
std::optional<rpc::CallError> Describe(Context& context, render::Profile& profile, bool& is_missing) {
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

class Profiles final : public Command {
 public:
  Profiles()
      : Command({.name = "profiles",
                 .help = "List the config files in ~/.chutes/environments",
                 .example = "chutes profiles"}) {}

  Exit Run(Context& context) override {
    const Checked<std::string> folder = ProfilesFolder("chutes profiles", context.platform());
    if (folder.error) return context.Refuse(*folder.error);
    std::optional<std::vector<render::Profile>> profiles = ProfilesIn(folder.value, context.platform().files);
    if (!profiles) {
      return context.Fail(Exit::kError, "the folder " + folder.value + " cannot be read",
                          ShellCommand("ls -ld " + ShellWord(folder.value)));
    }
    rpc::CallError error;
    const std::optional<std::string> in_use = ConfigPathInUse(context, error);
    if (!in_use) return context.FailWith(error);
    // Files are described as they are, so that no API key goes along.
    context.UseApiKey({});
    const auto add = [&profiles](const std::string& path) {
      const bool is_there =
          std::any_of(profiles->begin(), profiles->end(),
                      [&path](const render::Profile& each) { return each.config_path == path; });
      if (is_there) return;
      profiles->insert(profiles->begin(), render::Profile())->config_path = path;
    };
    add(AbsolutePath("chutes profiles", "~/.chutes/config.ini", context.platform()).value);
    add(*in_use);
    std::vector<render::Profile> shown;
    for (render::Profile& profile : *profiles) {
      profile.in_use = profile.config_path == *in_use;
      bool is_missing = false;
      if (const std::optional<rpc::CallError> failed = Describe(context, profile, is_missing))
        return context.FailWith(*failed);
      if (!is_missing || profile.in_use) shown.push_back(std::move(profile));
    }
    if (context.json()) return context.Print(render::ProfilesJson(shown));
    return context.PrintTable(render::ProfilesTable(shown));
  }
};

}  // namespace

std::unique_ptr<Command> MakeProfiles() { return std::make_unique<Profiles>(); }

}  // namespace chutes::commands
