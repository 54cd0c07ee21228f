#include "client/commands/command.h"
#include "client/render/settings_view.h"

namespace chutes::commands {
namespace {

Exit ShowConfig(Context& context) {
  chutesd::v1::GetSessionRequest request;
  chutesd::v1::GetSessionResponse reply;
  if (const auto failed = context.Call(rpc::method::kGetSession, request, reply)) return *failed;
  context.WarnOf(reply.session());
  return context.Print(render::ConfigView(reply.session(), context.form()));
}

}  // namespace

constexpr CommandInfo kConfigShow = {"config show", "Show what the config file says, secrets masked",
                                     "chutes config show\n  chutes config show --profile prod",
                                     Make<Plain<ShowConfig>>};

}  // namespace chutes::commands
