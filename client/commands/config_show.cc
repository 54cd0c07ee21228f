#include "chutesd/v1/session.pb.h"
#include "client/commands/commands.h"
#include "client/render/config_view.h"

namespace chutes::commands {

cli::Exit Run(Context& context, const cli::ConfigShowArgs&) {
  chutesd::v1::GetSessionRequest request;
  *request.mutable_session() = context.selector();
  chutesd::v1::GetSessionResponse reply;
  if (const std::optional<cli::Exit> failed = context.Ask(rpc::method::kGetSession, request, reply))
    return *failed;
  for (const std::string& warning : reply.session().warnings()) context.Warn(warning);
  return context.Print(context.json() ? render::ConfigJson(reply.session())
                                      : render::ConfigText(reply.session()));
}

}  // namespace chutes::commands
