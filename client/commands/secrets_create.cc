#include <fmt/format.h>

#include <utility>

#include "chutesd/v1/secrets.pb.h"
#include "client/cli/secrets_options.h"
#include "client/commands/commands.h"
#include "client/commands/secret_input.h"
#include "client/prompt/prompter.h"
#include "client/render/keys_view.h"
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

// Nothing to go on, else the command ends with this exit status. `value` is to be wiped by the caller.
std::optional<cli::Exit> AskValue(const cli::SecretsCreateArgs& args, std::string_view verb, Context& context,
                                  std::string& value) {
  if (!prompt::Prompter::Possible(context.env())) return context.Refuse(cli::MissingValueOf(args, verb));
  prompt::Prompter prompter(context.env());
  std::optional<std::string> typed = prompter.AskHidden(
      fmt::format("Value of {}", args.key),
      [](const std::string& answer) { return answer.empty() ? "an empty value is of no use" : ""; });
  if (!typed) return prompter.exit();
  value = *typed;
  rpc::Wipe(*typed);
  return std::nullopt;
}

std::optional<cli::Exit> FindValue(const cli::SecretsCreateArgs& args, std::string_view verb,
                                   Context& context, std::string& value) {
  cli::Checked<std::string> found;
  const rpc::WipeAtEnd wipe(found.value);
  if (args.value_stdin) {
    found = ReadSecret("--value-stdin", kMaxValue, context.env());
  } else if (!args.value_file.empty()) {
    found = ReadSecretFile("--value-file", args.value_file, kMaxValue, context.env());
  } else if (!args.value_env.empty()) {
    found = FromVariable(args.value_env, context.env());
  } else if (!args.value.empty()) {
    context.Warn(
        "--value shows the secret in the list of processes for a moment, and in the shell's history; "
        "--value-stdin, --value-file and --value-env do not");
    found.value = args.value;
  } else {
    return AskValue(args, verb, context, value);
  }
  if (found.error) return context.Refuse(*found.error);
  value = found.value;
  return std::nullopt;
}

// Fills what both requests have. Nothing to go on, else the command ends with this exit status.
template <typename Request>
std::optional<cli::Exit> Fill(const cli::SecretsCreateArgs& args, std::string_view verb, Context& context,
                              Request& request) {
  *request.mutable_session() = context.selector();
  request.set_purpose(args.purpose);
  request.set_key(args.key);
  return FindValue(args, verb, context, *request.mutable_value());
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
  if (const std::optional<cli::Exit> left = Fill(args, "create", context, request)) return *left;
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
  if (const std::optional<cli::Exit> left = Fill(args.secret, "set", context, request)) return *left;
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
