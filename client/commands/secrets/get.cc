#include "client/commands/secrets/known_secret.h"

namespace chutes::commands {
namespace {

class SecretsGet final : public KnownSecret {
 public:
  SecretsGet() : KnownSecret("get") {}

  Exit Run(Context& context) override {
    if (const auto failed = Get(context)) return *failed;
    return context.Print(render::SecretView(secret(), context.form()));
  }
};

}  // namespace

constexpr CommandInfo kSecretsGet = {"secrets get", "Show a secret; its value can never be read back",
                                     "chutes secrets get 0d9dcd45-9b0a-5d6d-8f6c-2f6ad8f2a1c5\n"
                                     "  chutes secrets get --purpose my-llm-chute --key HF_TOKEN",
                                     Make<SecretsGet>};

}  // namespace chutes::commands
