#include "client/commands/command.h"
#include "client/render/account_view.h"

namespace chutes::commands {
namespace {

Exit ShowStatus(Context& context) {
  chutesd::v1::GetSessionRequest request;
  chutesd::v1::GetSessionResponse reply;
  if (const auto failed = context.Call(rpc::method::kGetSession, request, reply)) return *failed;
  context.WarnOf(reply.session());
  return context.Print(render::StatusView(reply, context.form()));
}

}  // namespace

constexpr CommandInfo kStatus = {
    "status", "Show which account is in use, where each setting came from, and the daemon",
    "chutes status\n  chutes status --config-path ~/.chutes/environments/prod.ini", Make<Plain<ShowStatus>>};

}  // namespace chutes::commands
