#include "chutesd/v1/secrets.pb.h"
#include "client/commands/commands.h"
#include "client/commands/list_note.h"
#include "client/render/keys_view.h"

namespace chutes::commands {

cli::Exit Run(Context& context, const cli::SecretsListArgs& args) {
  chutesd::v1::ListSecretsRequest request;
  *request.mutable_session() = context.selector();
  request.set_page_size(args.limit);
  request.set_skip(args.page * args.limit);
  chutesd::v1::ListSecretsResponse reply;
  if (const std::optional<cli::Exit> failed = context.Ask(rpc::method::kListSecrets, request, reply))
    return *failed;

  context.WarnOf(reply);

  const render::PageShown shown{args.page, args.limit};
  if (context.json()) return context.Print(render::SecretsJson(reply, shown));
  if (context.for_people() && reply.total_size() == 0 && reply.secrets().empty()) {
    context.Say("There are no secrets. Make one: chutes secrets create --help\n");
    return cli::Exit::kOk;
  }
  const cli::Exit exit = context.PrintTable(render::SecretsTable(reply));
  SayWhatWasLeftOut(context, shown, reply.secrets_size(), reply.total_size(), "chutes secrets list");
  return exit;
}

}  // namespace chutes::commands
