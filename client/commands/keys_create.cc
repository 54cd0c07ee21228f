#include <fmt/format.h>

#include <utility>
#include <vector>

#include "chutesd/v1/keys.pb.h"
#include "client/cli/scopes_json.h"
#include "client/commands/commands.h"
#include "client/commands/own_file.h"
#include "client/render/keys_view.h"
#include "client/render/shown_text.h"
#include "client/rpc/wipe.h"

namespace chutes::commands {
namespace {

using chutesd::v1::CreateKeyRequest;
using chutesd::v1::CreateKeyResponse;

// The secret belongs on standard output, once. The documented closing line holds it too, so it is
// complete only where a person reads it; a log that catches standard error gets a placeholder.
std::string HowToUse(const std::string& secret, bool for_a_person) {
  return fmt::format("\nTo use the key, add \"Authorization: Basic {}\" to your headers!\n",
                     for_a_person ? render::EscapeSentence(secret) : "SECRET_KEY");
}

// The document of --json-input that is not on the command line itself.
cli::Checked<std::string> ReadDocument(const std::string& file, const cli::Env& env) {
  constexpr std::size_t kMaxBytes = std::size_t{64} << 10U;  // the daemon's own limit for a request
  if (file != "-") return ReadOwnFile("--json-input", file, kMaxBytes, env);
  const std::string example = "chutes keys create ... --json-input - < FILE";
  if (env.in_is_terminal) {
    return {"", cli::UsageError{"--json-input -: standard input is a terminal", example}};
  }
  std::optional<std::string> text = env.read_rest(kMaxBytes);
  if (!text) return {"", cli::UsageError{"--json-input -: standard input cannot be read", example}};
  return {*std::move(text), std::nullopt};
}

std::optional<cli::UsageError> Fill(const cli::KeysCreateArgs& args, Context& context,
                                    CreateKeyRequest& request) {
  *request.mutable_session() = context.selector();
  request.set_name(args.name);
  request.set_admin(args.admin);
  std::vector<chutesd::v1::Scope> scopes = args.scopes;
  if (!args.scopes_file.empty()) {
    cli::Checked<std::string> text = ReadDocument(args.scopes_file, context.env());
    if (text.error) return std::move(text.error);
    cli::Checked<std::vector<chutesd::v1::Scope>> read = cli::ReadScopes(text.value);
    if (read.error) return std::move(read.error);
    scopes = std::move(read.value);
  }
  for (const chutesd::v1::Scope& scope : scopes) *request.add_scopes() = scope;
  return std::nullopt;
}

cli::Exit Show(Context& context, const CreateKeyResponse& reply, const std::string& if_lost) {
  std::string json = render::CreatedKeyJson(reply);
  const rpc::WipeAtEnd wipe_json(json);
  if (!context.json()) context.Say("API key created successfully\n");
  const cli::Exit exit = context.PrintOnce(json, if_lost);
  if (!context.json() && exit == cli::Exit::kOk) {
    std::string line = HowToUse(reply.secret_key(), context.env().err_is_terminal);
    context.Say(line);
    rpc::Wipe(line);
  }
  return exit;
}

cli::Exit ShowSecretAlone(Context& context, const CreateKeyResponse& reply, const std::string& if_lost) {
  std::string line = reply.secret_key() + "\n";
  const rpc::WipeAtEnd wipe(line);
  return context.PrintOnce(line, if_lost);
}

// The secret is in the file, or, if that fails now, shown after all: nobody could ever get it again.
cli::Exit ShowTheRest(Context& context, const CreateKeyResponse& reply, NewSecretFile& file,
                      const std::string& if_lost) {
  const std::string path = render::EscapeSentence(file.path());
  if (!file.Write(reply.secret_key())) {
    context.Say(fmt::format("chutes: {} could not be written, so the secret is shown here\n", path));
    const cli::Exit shown = Show(context, reply, if_lost);
    return shown == cli::Exit::kOk ? cli::Exit::kError : shown;
  }
  if (context.json()) return context.Print(render::KeyJson(reply.key()));
  context.Say("API key created successfully\n");
  const cli::Exit exit = context.PrintTable(render::KeyTable(reply.key()));
  context.Say(fmt::format("Its secret is in {}\n", path));
  return exit;
}

}  // namespace

cli::Exit Run(Context& context, const cli::KeysCreateArgs& args) {
  if (const std::optional<cli::Exit> refused = context.RequireOutput()) return *refused;
  CreateKeyRequest request;
  if (const std::optional<cli::UsageError> error = Fill(args, context, request))
    return context.Refuse(*error);
  NewSecretFile file;
  if (!args.output_file.empty()) {
    const std::optional<cli::UsageError> error = file.Make("--output-file", args.output_file, context.env());
    if (error) return context.Refuse(*error);
  }
  CreateKeyResponse reply;
  const rpc::WipeAtEnd wipe_secret(*reply.mutable_secret_key());
  const Effect effect{"chutes keys list   (a key whose secret was lost is of no use: delete it)"};
  if (const std::optional<cli::Exit> failed = context.Ask(rpc::method::kCreateKey, request, reply, effect)) {
    return *failed;
  }
  context.WarnOf(reply);
  const std::string if_lost =
      fmt::format("chutes keys delete {} --yes", cli::ShellWord(reply.key().api_key_id()));
  if (!args.output_file.empty()) return ShowTheRest(context, reply, file, if_lost);
  if (args.quiet) return ShowSecretAlone(context, reply, if_lost);
  return Show(context, reply, if_lost);
}

}  // namespace chutes::commands
