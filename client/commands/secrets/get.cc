#include <CLI/App.hpp>
#include <optional>

#include "chutesd/v1/secrets.pb.h"
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

std::unique_ptr<Command> MakeSecretsGet() { return std::make_unique<SecretsGet>(); }

}  // namespace chutes::commands
