#include "chutesd/v1/account.pb.h"
#include "client/commands/commands.h"
#include "client/render/account_view.h"

namespace chutes::commands {

cli::Exit Run(Context& context, const cli::WhoamiArgs&) {
  chutesd::v1::GetAccountRequest request;
  *request.mutable_session() = context.selector();
  chutesd::v1::GetAccountResponse reply;
  if (const std::optional<cli::Exit> failed = context.Ask(rpc::method::kGetAccount, request, reply))
    return *failed;
  if (context.json()) return context.Print(render::AccountJson(reply.account()));
  return context.PrintTable(render::AccountTable(reply.account()));
}

}  // namespace chutes::commands
