#include "chutesd/v1/session.pb.h"
#include "client/commands/command.h"
#include "client/render/settings_view.h"

namespace chutes::commands {
namespace {

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

}  // namespace

std::unique_ptr<Command> MakeConfigShow() { return std::make_unique<ConfigShow>(); }

}  // namespace chutes::commands
