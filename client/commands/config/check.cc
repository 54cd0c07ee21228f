#include <fmt/format.h>

#include "client/commands/command.h"
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

}  // namespace

constexpr CommandInfo kConfigCheck = {"config check",
                                      "Read the config file again and say what is wrong with it",
                                      "chutes config check && echo good", Make<Plain<CheckConfig>>};

}  // namespace chutes::commands
