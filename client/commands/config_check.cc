#include <fmt/format.h>

#include "chutesd/v1/session.pb.h"
#include "client/commands/commands.h"
#include "client/render/config_view.h"
#include "client/render/error_text.h"
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

cli::Exit Broken(Context& context, const rpc::CallError& error) {
  cli::Exit shown = cli::Exit::kOk;
  if (context.json() && !error.config_path.empty()) {
    shown = context.Print(
        render::ConfigVerdictJson({error.config_path, error.message, error.next_step, /*warnings=*/{}}));
  }
  context.Say(render::ErrorText(error));
  return shown == cli::Exit::kOk ? cli::ExitFor(error) : shown;
}

}  // namespace

cli::Exit Run(Context& context, const cli::ConfigCheckArgs&) {
  chutesd::v1::LoadSessionRequest request;
  *request.mutable_session() = context.selector();
  chutesd::v1::LoadSessionResponse reply;
  const rpc::CallResult result = context.Call(rpc::method::kLoadSession, request, reply, context.timeout());
  if (!result.ok()) return Broken(context, *result.error);
  const Session& session = reply.session();
  for (const std::string& warning : session.warnings()) context.Warn(warning);
  if (context.json()) {
    return context.Print(render::ConfigVerdictJson(
        {session.config_path(), "", "", {session.warnings().begin(), session.warnings().end()}}));
  }
  return context.Print(
      render::EscapeSentence(fmt::format("{}: ok: {}", session.config_path(), Summary(session))) + "\n");
}

}  // namespace chutes::commands
