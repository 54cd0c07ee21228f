#include "chutesd/v1/keys.pb.h"
#include "client/commands/commands.h"
#include "client/commands/list_note.h"
#include "client/render/keys_view.h"

namespace chutes::commands {

cli::Exit Run(Context& context, const cli::KeysGetArgs& args) {
  chutesd::v1::GetKeyRequest request;
  *request.mutable_session() = context.selector();
  request.set_key(args.key);
  chutesd::v1::GetKeyResponse reply;
  if (const std::optional<cli::Exit> failed = context.Ask(rpc::method::kGetKey, request, reply))
    return *failed;
  context.WarnOf(reply);
  if (context.json()) return context.Print(render::KeyJson(reply.key()));
  const cli::Exit exit = context.PrintTable(render::KeyTable(reply.key()));
  if (context.for_people() && render::HidesActions(reply.key())) SayWhyActionsAreHidden(context);
  return exit;
}

}  // namespace chutes::commands
