#include <fmt/format.h>

#include <algorithm>

#include "chutesd/v1/keys.pb.h"
#include "client/commands/commands.h"
#include "client/commands/list_note.h"
#include "client/render/keys_view.h"

namespace chutes::commands {

cli::Exit Run(Context& context, const cli::KeysListArgs& args) {
  chutesd::v1::ListKeysRequest request;
  *request.mutable_session() = context.selector();
  request.set_page_size(args.limit);
  request.set_skip(args.page * args.limit);
  request.set_name(args.name);
  chutesd::v1::ListKeysResponse reply;
  if (const std::optional<cli::Exit> failed = context.Ask(rpc::method::kListKeys, request, reply))
    return *failed;

  context.WarnOf(reply);

  const render::PageShown shown{args.page, args.limit};
  if (context.json()) return context.Print(render::KeysJson(reply, shown));
  if (context.for_people() && reply.total_size() == 0 && reply.keys().empty()) {
    context.Say(args.name.empty() ? "There are no API keys. Make one: chutes keys create --help\n"
                                  : "No API key has such a name.\n");
    return cli::Exit::kOk;
  }
  const cli::Exit exit = context.PrintTable(render::KeysTable(reply));
  const std::string command =
      args.name.empty() ? "chutes keys list" : "chutes keys list --name " + cli::ShellWord(args.name);
  const bool hidden = std::any_of(reply.keys().begin(), reply.keys().end(), render::HidesActions);
  if (hidden && context.for_people()) SayWhyActionsAreHidden(context);
  SayWhatWasLeftOut(context, shown, reply.keys_size(), reply.total_size(), command);
  return exit;
}

}  // namespace chutes::commands
