#include <fmt/format.h>

#include <CLI/App.hpp>

#include "client/commands/command.h"
#include "client/commands/secrets/secret_name.h"
#include "client/render/keys_view.h"

namespace chutes::commands {
namespace {

class SecretsGet final : public Command {
 public:
  SecretsGet()
      : Command({.group = "secrets",
                 .name = "get",
                 .help = "Show a secret; its value can never be read back",
                 .example = "chutes secrets get 0d9dcd45-9b0a-5d6d-8f6c-2f6ad8f2a1c5\n"
                            "  chutes secrets get --purpose my-llm-chute --key HF_TOKEN"}) {}

  void AddOptions(CLI::App& app) override { AddSecretName(app, request_); }
  std::optional<UsageError> Check() override { return CheckSecretName(request_, "get"); }

  Exit Run(Context& context) override {
    chutesd::v1::GetSecretResponse reply;
    if (const auto failed = context.Call(rpc::method::kGetSecret, request_, reply)) return *failed;
    context.WarnOf(reply);
    if (context.json()) return context.Print(render::SecretJson(reply.secret()));
    return context.PrintTable(render::SecretTable(reply.secret()));
  }

 private:
  chutesd::v1::GetSecretRequest request_;
};

}  // namespace

void AddSecretName(CLI::App& app, chutesd::v1::GetSecretRequest& wanted) {
  app.add_option("SECRET_ID", *wanted.mutable_secret_id(), "Id of the secret");
  app.add_option("--purpose", *wanted.mutable_purpose(),
                 "Instead of the id: the chute UUID or name it is for");
  app.add_option("--key", *wanted.mutable_key(), "Instead of the id: its key");
}

std::string SecretCommand(const chutesd::v1::GetSecretRequest& wanted, std::string_view command) {
  if (!wanted.purpose().empty() || !wanted.key().empty()) {
    return fmt::format("secrets {} --purpose {} --key {}", command, WordOr(wanted.purpose(), "CHUTE"),
                       WordOr(wanted.key(), "NAME"));
  }
  return fmt::format("secrets {} {}", command, WordOr(wanted.secret_id(), "SECRET_ID"));
}

std::optional<UsageError> CheckSecretName(const chutesd::v1::GetSecretRequest& wanted,
                                          std::string_view command) {
  const bool by_key = !wanted.purpose().empty() || !wanted.key().empty();
  const NextStep meant =
      ChutesCommand(SecretCommand(wanted, command), by_key ? "" : "`chutes secrets list` shows the ids");
  if (!by_key && !wanted.secret_id().empty()) return std::nullopt;
  if (!by_key) return UsageError{"which secret? give its id, or --purpose and --key", meant};
  if (!wanted.secret_id().empty()) return UsageError{"give the id, or --purpose and --key, not both", meant};
  if (wanted.purpose().empty()) return UsageError{"--purpose is missing", meant};
  if (wanted.key().empty()) return UsageError{"--key is missing", meant};
  return std::nullopt;
}

std::unique_ptr<Command> MakeSecretsGet() { return std::make_unique<SecretsGet>(); }

}  // namespace chutes::commands
