#include <fmt/format.h>

#include "chutesd/v1/keys.pb.h"
#include "client/commands/commands.h"
#include "client/render/keys_view.h"
#include "client/render/shown_text.h"
#include "client/rpc/wipe.h"

namespace chutes::commands {
namespace {

// The secret belongs on standard output, once. The documented closing line holds it too, so it is
// complete only where a person reads it; a log that catches standard error gets a placeholder.
std::string HowToUse(const std::string& secret, bool for_a_person) {
  return fmt::format("\nTo use the key, add \"Authorization: Basic {}\" to your headers!\n",
                     for_a_person ? render::EscapeSentence(secret) : "SECRET_KEY");
}

}  // namespace

cli::Exit Run(Context& context, const cli::KeysCreateArgs& args) {
  if (const std::optional<cli::Exit> refused = context.RequireOutput()) return *refused;
  chutesd::v1::CreateKeyRequest request;
  *request.mutable_session() = context.selector();
  request.set_name(args.name);
  request.set_admin(args.admin);
  for (const chutesd::v1::Scope& scope : args.scopes) *request.add_scopes() = scope;
  chutesd::v1::CreateKeyResponse reply;
  const rpc::WipeAtEnd wipe_secret(*reply.mutable_secret_key());
  const Effect effect{"chutes keys list   (a key whose secret was lost is of no use: delete it)"};
  if (const std::optional<cli::Exit> failed = context.Ask(rpc::method::kCreateKey, request, reply, effect)) {
    return *failed;
  }

  std::string json = render::CreatedKeyJson(reply);
  const rpc::WipeAtEnd wipe_json(json);
  const std::string if_lost =
      fmt::format("chutes keys delete {} --yes", cli::ShellWord(reply.key().api_key_id()));
  if (!context.json()) context.Say("API key created successfully\n");
  const cli::Exit exit = context.PrintOnce(json, if_lost);
  if (!context.json() && exit == cli::Exit::kOk) {
    std::string line = HowToUse(reply.secret_key(), context.env().err_is_terminal);
    context.Say(line);
    rpc::Wipe(line);
  }
  return exit;
}

}  // namespace chutes::commands
