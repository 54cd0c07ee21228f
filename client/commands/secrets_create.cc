#include <utility>

#include "chutesd/v1/secrets.pb.h"
#include "client/commands/commands.h"
#include "client/commands/secret_input.h"
#include "client/render/secrets_view.h"
#include "client/rpc/wipe.h"

namespace chutes::commands {

cli::Exit Run(Context& context, const cli::SecretsCreateArgs& args) {
  constexpr std::size_t kMaxValue = std::size_t{32} << 10U;  // see CreateSecretRequest.value
  chutesd::v1::CreateSecretRequest request;
  std::string& value = *request.mutable_value();
  const rpc::WipeAtEnd wipe(value);
  value = args.value;
  if (args.value_stdin) {
    cli::Checked<std::string> read = ReadSecret("--value-stdin", kMaxValue, context.env());
    if (read.error) return context.Refuse(*read.error);
    value = std::move(read.value);
  }
  *request.mutable_session() = context.selector();
  request.set_purpose(args.purpose);
  request.set_key(args.key);
  chutesd::v1::CreateSecretResponse reply;
  const Effect effect{"chutes secrets list"};
  if (const std::optional<cli::Exit> failed =
          context.Ask(rpc::method::kCreateSecret, request, reply, effect)) {
    return *failed;
  }
  if (context.json()) return context.Print(render::SecretJson(reply.secret()));
  context.Say("Secret created successfully\n");
  return context.PrintTable(render::SecretTable(reply.secret()));
}

}  // namespace chutes::commands
