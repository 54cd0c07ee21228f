#include <utility>

#include "chutesd/v1/secrets.pb.h"
#include "client/commands/commands.h"
#include "client/commands/secret_input.h"
#include "client/render/secrets_view.h"
#include "client/rpc/wipe.h"

namespace chutes::commands {
namespace {

constexpr std::size_t kMaxValue = std::size_t{32} << 10U;  // see CreateSecretRequest.value

cli::Checked<std::string> FromVariable(const std::string& name, const cli::Env& env) {
  const std::optional<std::string> value = env.lookup(name);
  if (value && !value->empty()) return {*value, std::nullopt};
  const std::string_view what = value ? " is empty" : " is not set (is it exported?)";
  return {"", cli::UsageError{"--value-env: the variable " + name + std::string(what),
                              "export " + name + "=..."}};
}

cli::Checked<std::string> ValueOf(const cli::SecretsCreateArgs& args, Context& context) {
  if (args.value_stdin) return ReadSecret("--value-stdin", kMaxValue, context.env());
  if (!args.value_file.empty()) {
    return ReadSecretFile("--value-file", args.value_file, kMaxValue, context.env());
  }
  if (!args.value_env.empty()) return FromVariable(args.value_env, context.env());
  context.Warn(
      "--value shows the secret in the list of processes for a moment, and in the shell's history; "
      "--value-stdin, --value-file and --value-env do not");
  return {args.value, std::nullopt};
}

// Fills what both requests have. The request's value is to be wiped by the caller.
template <typename Request>
std::optional<cli::UsageError> Fill(const cli::SecretsCreateArgs& args, Context& context, Request& request) {
  cli::Checked<std::string> value = ValueOf(args, context);
  if (value.error) return std::move(value.error);
  request.mutable_value()->swap(value.value);
  rpc::Wipe(value.value);
  *request.mutable_session() = context.selector();
  request.set_purpose(args.purpose);
  request.set_key(args.key);
  return std::nullopt;
}

cli::Exit Show(Context& context, const chutesd::v1::Secret& secret, std::string_view done) {
  if (context.json()) return context.Print(render::SecretJson(secret));
  context.Say(done);
  return context.PrintTable(render::SecretTable(secret));
}

}  // namespace

cli::Exit Run(Context& context, const cli::SecretsCreateArgs& args) {
  chutesd::v1::CreateSecretRequest request;
  const rpc::WipeAtEnd wipe(*request.mutable_value());
  if (const std::optional<cli::UsageError> error = Fill(args, context, request))
    return context.Refuse(*error);
  chutesd::v1::CreateSecretResponse reply;
  const Effect effect{"chutes secrets list"};
  if (const std::optional<cli::Exit> failed =
          context.Ask(rpc::method::kCreateSecret, request, reply, effect)) {
    return *failed;
  }
  context.WarnOf(reply);
  return Show(context, reply.secret(), "Secret created successfully\n");
}

cli::Exit Run(Context& context, const cli::SecretsSetArgs& args) {
  chutesd::v1::SetSecretRequest request;
  const rpc::WipeAtEnd wipe(*request.mutable_value());
  if (const std::optional<cli::UsageError> error = Fill(args.secret, context, request))
    return context.Refuse(*error);
  chutesd::v1::SetSecretResponse reply;
  const Effect effect{"chutes secrets list   (setting it again does no harm)"};
  if (const std::optional<cli::Exit> failed = context.Ask(rpc::method::kSetSecret, request, reply, effect)) {
    return *failed;
  }
  context.WarnOf(reply);
  return Show(context, reply.secret(),
              reply.replaced() ? "Secret replaced successfully\n" : "Secret created successfully\n");
}

}  // namespace chutes::commands
