#include <fmt/format.h>

#include <string>
#include <vector>

#include "chutesd/v1/session.pb.h"
#include "client/commands/command.h"
#include "client/render/next_step.h"
#include "client/render/settings_view.h"
#include "client/render/shown_text.h"

namespace chutes::commands {
namespace {

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

}  // namespace

std::unique_ptr<Command> MakeConfigCheck() { return std::make_unique<ConfigCheck>(); }

}  // namespace chutes::commands
