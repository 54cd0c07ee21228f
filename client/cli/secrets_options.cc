#include "client/cli/secrets_options.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <utility>

namespace chutes::cli {
namespace {

UsageError MissingSecret(std::string_view command) {
  return {"which secret? give its id",
          fmt::format("chutes secrets {} SECRET_ID   (chutes secrets list shows them)", command)};
}

}  // namespace

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
}

Checked<Command> FinishSecretsCreate(const Draft& draft) {
  const SecretsCreateArgs& secret = draft.secret;
  const std::string command = fmt::format("chutes secrets create --purpose {} --key {} --value-stdin",
                                          secret.purpose.empty() ? "CHUTE" : ShellWord(secret.purpose),
                                          secret.key.empty() ? "NAME" : ShellWord(secret.key));
  if (secret.purpose.empty()) return {{}, UsageError{"--purpose is missing", command}};
  if (secret.key.empty()) return {{}, UsageError{"--key is missing", command}};
  if (!secret.value.empty() && secret.value_stdin) {
    return {{}, UsageError{"--value and --value-stdin are two values; give one", command}};
  }
  if (secret.value.empty() && !secret.value_stdin) {
    return {{}, UsageError{"the value is missing: --value-stdin reads it, --value takes it", command}};
  }
  return {secret, std::nullopt};
}

void AddSecretOption(CLI::App& app, Draft& draft) {
  app.add_option("SECRET_ID", draft.subject, "Id of the secret");
}

Checked<Command> FinishSecretsGet(const Draft& draft) {
  if (draft.subject.empty()) return {{}, MissingSecret("get")};
  return {SecretsGetArgs{draft.subject}, std::nullopt};
}

void AddSecretsDeleteOptions(CLI::App& app, Draft& draft) {
  AddSecretOption(app, draft);
  app.add_flag("-y,--yes", draft.yes, "Do not ask; needed without a terminal");
}

Checked<Command> FinishSecretsDelete(const Draft& draft) {
  if (draft.subject.empty()) return {{}, MissingSecret("delete")};
  return {SecretsDeleteArgs{draft.subject, draft.yes}, std::nullopt};
}

}  // namespace chutes::cli
