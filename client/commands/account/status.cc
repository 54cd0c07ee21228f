#include "chutesd/v1/session.pb.h"
#include "client/commands/command.h"
#include "client/render/account_view.h"

namespace chutes::commands {
namespace {

class Status final : public Command {
 public:
  Status()
      : Command({.name = "status",
                 .help = "Show which account is in use, where each setting came from, and the daemon",
                 .example = "chutes status\n  chutes status --config-path ~/.chutes/environments/prod.ini"}) {
  }

  Exit Run(Context& context) override {
    chutesd::v1::GetSessionRequest request;
    chutesd::v1::GetSessionResponse reply;
    if (const auto failed = context.Call(rpc::method::kGetSession, request, reply)) return *failed;
    context.WarnOf(reply.session());
    if (context.json()) return context.Print(render::StatusJson(reply));
    return context.PrintTable(render::StatusTable(reply));
  }
};

}  // namespace

std::unique_ptr<Command> MakeStatus() { return std::make_unique<Status>(); }

}  // namespace chutes::commands
