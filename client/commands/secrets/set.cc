#include "client/commands/secrets/new_secret.h"

namespace chutes::commands {
namespace {

class SecretsSet final : public NewSecret<chutesd::v1::SetSecretRequest, chutesd::v1::SetSecretResponse> {
 public:
  SecretsSet() : NewSecret("set") {}

  Exit Run(Context& context) override {
    const NextStep look = ChutesCommand("secrets list", "setting it again does no harm");
    if (const auto left = Send(context, rpc::method::kSetSecret, look)) return *left;
    return Show(context,
                reply().replaced() ? "Secret replaced successfully\n" : "Secret created successfully\n");
  }
};

}  // namespace

constexpr CommandInfo kSecretsSet = {
    "secrets set",
    "Create a secret for a chute, or replace the one that is there",
    "chutes secrets set --purpose my-llm-chute --key HF_TOKEN --value-file token.txt",
    Make<SecretsSet>,
    /*starts_daemon=*/true,
    /*takes_secret=*/true};

}  // namespace chutes::commands
