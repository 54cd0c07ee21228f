#include <fmt/format.h>

#include "chutesd/v1/secrets.pb.h"
#include "client/commands/commands.h"
#include "client/commands/confirm.h"
#include "client/render/keys_view.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::commands {
namespace {

using chutesd::v1::Secret;

std::string Words(const cli::SecretName& name) {
  if (!name.secret_id.empty()) return cli::ShellWord(name.secret_id);
  return fmt::format("--purpose {} --key {}", cli::ShellWord(name.purpose), cli::ShellWord(name.key));
}

std::string ChuteOf(const Secret& secret) {
  return secret.chute_name().empty() ? secret.purpose()
                                     : fmt::format("'{}' ({})", secret.chute_name(), secret.purpose());
}

std::string Question(const Secret& secret, std::int64_t now) {
  const std::string age = secret.has_create_time()
                              ? fmt::format(", made {} ago", render::Age(secret.create_time().seconds(), now))
                              : "";
  return fmt::format("Delete secret {} ({} of chute {}{})?", secret.secret_id(), secret.key(),
                     ChuteOf(secret), age);
}

}  // namespace

cli::Exit Run(Context& context, const cli::SecretsDeleteArgs& args) {
  const std::string command = "chutes secrets delete " + Words(args.secret);
  if (const auto refused = RequireTerminalOrYes(context, args.yes, command)) return *refused;
  chutesd::v1::GetSecretRequest get;
  *get.mutable_session() = context.selector();
  get.set_secret_id(args.secret.secret_id);
  get.set_purpose(args.secret.purpose);
  get.set_key(args.secret.key);
  chutesd::v1::GetSecretResponse found;
  if (const std::optional<cli::Exit> failed = context.Ask(rpc::method::kGetSecret, get, found))
    return *failed;
  const std::string question = Question(found.secret(), context.env().now());
  if (const std::optional<cli::Exit> declined = Confirm(context, args.yes, question, command))
    return *declined;

  chutesd::v1::DeleteSecretRequest request;
  *request.mutable_session() = context.selector();
  request.set_secret_id(found.secret().secret_id());
  chutesd::v1::DeleteSecretResponse reply;
  const std::string look = "chutes secrets get " + Words(args.secret);
  if (const std::optional<cli::Exit> failed =
          context.Ask(rpc::method::kDeleteSecret, request, reply, Effect{look})) {
    return *failed;
  }
  context.WarnOf(reply);
  if (context.json()) return context.Print(render::DeletedSecretJson(found.secret().secret_id()));
  context.Say(fmt::format("Secret deleted: {}\n", render::EscapeSentence(found.secret().secret_id())));
  return cli::Exit::kOk;
}

}  // namespace chutes::commands
