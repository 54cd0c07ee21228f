#include "client/commands/secrets/new_secret.h"

namespace chutes::commands {
namespace {

class SecretsCreate final
    : public NewSecret<chutesd::v1::CreateSecretRequest, chutesd::v1::CreateSecretResponse> {
 public:
  SecretsCreate() : NewSecret("create") {}

  Exit Run(Context& context) override {
    if (const auto left = Send(context, rpc::method::kCreateSecret, ChutesCommand("secrets list")))
      return *left;
    return Show(context, "Secret created successfully\n");
  }
};

}  // namespace

constexpr CommandInfo kSecretsCreate = {
    "secrets create",
    "Create a secret for a chute",
    "chutes secrets create --purpose my-llm-chute --key HF_TOKEN --value-stdin < token.txt",
    Make<SecretsCreate>,
    /*starts_daemon=*/true,
    /*takes_secret=*/true};

}  // namespace chutes::commands
