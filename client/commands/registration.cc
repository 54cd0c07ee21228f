#include "client/commands/registration.h"

#include "client/commands/secret_input.h"

namespace chutes::commands {

std::optional<cli::UsageError> ReadToken(Registration& registration, const cli::Env& env) {
  constexpr std::size_t kMaxToken = 256;  // a UUID has 36
  const cli::RegisterArgs& args = registration.args;
  cli::Checked<std::string> token;
  if (args.token_stdin) {
    token = ReadSecret("--token-stdin", kMaxToken, env);
  } else if (!args.token_file.empty()) {
    token = ReadSecretFile("--token-file", args.token_file, kMaxToken, env);
  } else {
    token.value = args.token;
  }
  const rpc::WipeAtEnd wipe(token.value);
  registration.token = token.value;
  return std::move(token.error);
}

chutesd::v1::SessionSelector TargetOf(const Registration& registration, Context& context) {
  chutesd::v1::SessionSelector selector = context.selector();
  if (!registration.config_path.empty()) {
    selector.set_config_path(registration.config_path);
    selector.set_config_path_origin(chutesd::v1::ORIGIN_OPTION);
  }
  return selector;
}

}  // namespace chutes::commands
