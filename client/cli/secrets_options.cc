#include "client/cli/secrets_options.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <utility>

namespace chutes::cli {
namespace {

UsageError MissingSecret(std::string_view command) {
  return {"which secret? give its id, or --purpose and --key",
          fmt::format("chutes secrets {} SECRET_ID   (chutes secrets list shows them)", command)};
}

std::string NewSecretCommand(const SecretsCreateArgs& secret, std::string_view verb) {
  return fmt::format("chutes secrets {} --purpose {} --key {} --value-stdin", verb,
                     secret.purpose.empty() ? "CHUTE" : ShellWord(secret.purpose),
                     secret.key.empty() ? "NAME" : ShellWord(secret.key));
}

Checked<SecretsCreateArgs> CheckNewSecret(const SecretsCreateArgs& secret, std::string_view verb) {
  const std::string command = NewSecretCommand(secret, verb);
  if (secret.purpose.empty()) return {{}, UsageError{"--purpose is missing", command}};
  if (secret.key.empty()) return {{}, UsageError{"--key is missing", command}};
  if (MoreThanOne({!secret.value.empty(), secret.value_stdin, !secret.value_file.empty(),
                   !secret.value_env.empty()})) {
    return {{},
            UsageError{"--value, --value-stdin, --value-file and --value-env are one value each; give one",
                       command}};
  }
  return {secret, std::nullopt};
}

Checked<SecretName> NamedSecret(const Draft& draft, std::string_view command) {
  const SecretName name{draft.subject, draft.secret.purpose, draft.secret.key};
  if (name.purpose.empty() && name.key.empty()) {
    if (name.secret_id.empty()) return {{}, MissingSecret(command)};
    return {name, std::nullopt};
  }
  const std::string both = fmt::format("chutes secrets {} --purpose {} --key {}", command,
                                       name.purpose.empty() ? "CHUTE" : ShellWord(name.purpose),
                                       name.key.empty() ? "NAME" : ShellWord(name.key));
  if (!name.secret_id.empty()) return {{}, UsageError{"give the id, or --purpose and --key, not both", both}};
  if (name.purpose.empty()) return {{}, UsageError{"--purpose is missing", both}};
  if (name.key.empty()) return {{}, UsageError{"--key is missing", both}};
  return {name, std::nullopt};
}

}  // namespace

UsageError MissingValueOf(const SecretsCreateArgs& secret, std::string_view verb) {
  return {"the value is missing: --value-stdin, --value-file or --value-env reads it, --value takes it",
          NewSecretCommand(secret, verb)};
}

Checked<Command> FinishSecretsList(const Draft& draft) {
  Checked<Page> page = FinishPage(draft);
  if (page.error) return {{}, std::move(page.error)};
  return {SecretsListArgs{page.value.limit, page.value.page}, std::nullopt};
}

void AddSecretsCreateOptions(CLI::App& app, Draft& draft) {
  SecretsCreateArgs& secret = draft.secret;
  app.add_option("--purpose", secret.purpose, "The chute UUID or name this secret is for (required)");
  app.add_option("--key", secret.key, "The secret key/environment variable name (required)");
  app.add_option("--value", secret.value,
                 "The secret value; other programs can see it for a moment, --value-stdin is safer");
  app.add_flag("--value-stdin", secret.value_stdin,
               "Read the value from standard input, less one final newline");
  app.add_option("--value-file", secret.value_file, "Read the value from this file, less one final newline");
  app.add_option("--value-env", secret.value_env, "Take the value from this environment variable");
}

Checked<Command> FinishSecretsCreate(const Draft& draft) {
  Checked<SecretsCreateArgs> secret = CheckNewSecret(draft.secret, "create");
  return {std::move(secret.value), std::move(secret.error)};
}

Checked<Command> FinishSecretsSet(const Draft& draft) {
  Checked<SecretsCreateArgs> secret = CheckNewSecret(draft.secret, "set");
  return {SecretsSetArgs{std::move(secret.value)}, std::move(secret.error)};
}

void AddSecretOption(CLI::App& app, Draft& draft) {
  app.add_option("SECRET_ID", draft.subject, "Id of the secret");
  app.add_option("--purpose", draft.secret.purpose, "Instead of the id: the chute UUID or name it is for");
  app.add_option("--key", draft.secret.key, "Instead of the id: its key");
}

Checked<Command> FinishSecretsGet(const Draft& draft) {
  Checked<SecretName> name = NamedSecret(draft, "get");
  return {SecretsGetArgs{std::move(name.value)}, std::move(name.error)};
}

void AddSecretsDeleteOptions(CLI::App& app, Draft& draft) {
  AddSecretOption(app, draft);
  app.add_flag("-y,--yes", draft.yes, "Do not ask; needed without a terminal");
}

Checked<Command> FinishSecretsDelete(const Draft& draft) {
  Checked<SecretName> name = NamedSecret(draft, "delete");
  return {SecretsDeleteArgs{std::move(name.value), draft.yes}, std::move(name.error)};
}

}  // namespace chutes::cli
