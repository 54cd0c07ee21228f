#include "chutesd/v1/secrets.pb.h"
#include "client/commands/commands.h"
#include "client/render/keys_view.h"

namespace chutes::commands {

cli::Exit Run(Context& context, const cli::SecretsGetArgs& args) {
  chutesd::v1::GetSecretRequest request;
  *request.mutable_session() = context.selector();
  request.set_secret_id(args.secret.secret_id);
  request.set_purpose(args.secret.purpose);
  request.set_key(args.secret.key);
  chutesd::v1::GetSecretResponse reply;
  if (const std::optional<cli::Exit> failed = context.Ask(rpc::method::kGetSecret, request, reply))
    return *failed;
  context.WarnOf(reply);
  if (context.json()) return context.Print(render::SecretJson(reply.secret()));
  return context.PrintTable(render::SecretTable(reply.secret()));
}

}  // namespace chutes::commands
