#include <fmt/format.h>

#include <algorithm>

#include "chutesd/v1/session.pb.h"
#include "client/commands/command.h"
#include "client/commands/context.h"
#include "client/render/next_step.h"
#include "client/render/settings_view.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::commands {
namespace {

class ConfigPath final : public Command {
 public:
  ConfigPath()
      : Command({.group = "config",
                 .name = "path",
                 .help = "Show which config file is in use",
                 .example = "chutes config path"}) {}

  Exit Run(Context& context) override {
    rpc::CallError error;
    const std::optional<std::string> path = ConfigPathInUse(context, error);
    if (!path) return context.FailWith(error);
    if (!context.json()) return context.Print(render::EscapeSentence(*path) + "\n");
    return context.Print(render::JsonText("config_path", *path));
  }
};

class ConfigShow final : public Command {
 public:
  ConfigShow()
      : Command({.group = "config",
                 .name = "show",
                 .help = "Show what the config file says, secrets masked",
                 .example = "chutes config show\n  chutes config show --profile prod"}) {}

  Exit Run(Context& context) override {
    chutesd::v1::GetSessionRequest request;
    chutesd::v1::GetSessionResponse reply;
    if (const auto failed = context.Call(rpc::method::kGetSession, request, reply)) return *failed;
    context.WarnOf(reply.session());
    return context.Print(context.json() ? render::ConfigJson(reply.session())
                                        : render::ConfigText(reply.session()));
  }
};

class ConfigExplain final : public Command {
 public:
  ConfigExplain()
      : Command({.group = "config",
                 .name = "explain",
                 .help = "Show each setting, where it came from and what it hides",
                 .example = "chutes config explain"}) {}

  // A file that cannot be used is when this is needed most, so then it shows what is known all the same.
  Exit Run(Context& context) override {
    const SessionToExplain found = AskForSession(context, context.selector());
    context.WarnOf(found.session);
    if (!found.error) return Show(context, found.session);
    if (!found.error->Fact(chutesd::fact::kPath).empty()) {
      const Exit shown = Show(context, found.session);
      if (shown != Exit::kOk) return shown;
    }
    return context.FailWith(*found.error);
  }

 private:
  static Exit Show(Context& context, const chutesd::v1::Session& session) {
    const std::vector<render::ExplainedSetting> settings =
        ExplainSettings(session, context.globals(), context.platform());
    if (context.json()) return context.Print(render::ExplainJson(settings));
    return context.PrintTable(render::ExplainTable(settings));
  }
};

using chutesd::v1::Session;

std::string Summary(const Session& session) {
  if (session.can_sign()) {
    return fmt::format("account {}, hotkey {}, API {}", session.username(), session.hotkey_ss58_address(),
                       session.api_url());
  }
  return fmt::format("no account{}, API {}",
                     session.auth_method() == chutesd::v1::AUTH_METHOD_API_KEY ? "; an API key is used" : "",
                     session.api_url());
}

std::vector<std::string> Texts(const Session& session) {
  std::vector<std::string> texts;
  for (const auto& warning : session.warnings()) texts.push_back(warning.text());
  return texts;
}

class ConfigCheck final : public Command {
 public:
  ConfigCheck()
      : Command({.group = "config",
                 .name = "check",
                 .help = "Read the config file again and say what is wrong with it",
                 .example = "chutes config check && echo good"}) {}

  Exit Run(Context& context) override {
    chutesd::v1::LoadSessionRequest request;
    chutesd::v1::LoadSessionResponse reply;
    const rpc::CallResult result = context.TryCall(rpc::method::kLoadSession, request, reply);
    if (!result.ok()) return Broken(context, *result.error);
    const Session& session = reply.session();
    context.WarnOf(session);
    if (context.json()) {
      return context.Print(render::ConfigCheckJson({session.config_path(), "", "", Texts(session)}));
    }
    return context.Print(
        render::EscapeSentence(fmt::format("{}: ok: {}", session.config_path(), Summary(session))) + "\n");
  }

 private:
  static Exit Broken(Context& context, const rpc::CallError& error) {
    Exit shown = Exit::kOk;
    const std::string path = error.Fact(chutesd::fact::kPath);
    if (context.json() && !path.empty()) {
      shown = context.Print(render::ConfigCheckJson(
          {path, error.message, render::CommandOf(render::NextOf(error), context.in_force()),
           /*warnings=*/{}}));
    }
    const Exit failed = context.FailWith(error);
    return shown == Exit::kOk ? failed : shown;
  }
};

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

std::unique_ptr<Command> MakeConfigPath() { return std::make_unique<ConfigPath>(); }
std::unique_ptr<Command> MakeConfigShow() { return std::make_unique<ConfigShow>(); }
std::unique_ptr<Command> MakeConfigExplain() { return std::make_unique<ConfigExplain>(); }
std::unique_ptr<Command> MakeConfigCheck() { return std::make_unique<ConfigCheck>(); }
std::unique_ptr<Command> MakeProfiles() { return std::make_unique<Profiles>(); }

}  // namespace chutes::commands
