#include "client/commands/secrets/known_secret.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::commands {
namespace {

class SecretsDelete final : public KnownSecret {
 public:
  SecretsDelete() : KnownSecret("delete") {}

  void AddOptions(CLI::App& app) override {
    KnownSecret::AddOptions(app);
    AddYes(app, yes_);
  }

  Exit Run(Context& context) override {
    const std::string command = CommandAs("delete");
    if (const auto refused = context.RequireTerminalOrYes(yes_, command)) return *refused;
    if (const auto failed = Get(context)) return *failed;
    const std::string& id = secret().secret_id();
    const std::string& purpose = secret().purpose();
    const std::string& name = secret().chute_name();
    const std::string question = fmt::format("Delete secret {} ({} of chute {}{})?", id, secret().key(),
                                             name.empty() ? purpose : fmt::format("'{}' ({})", name, purpose),
                                             render::MadeAgo(secret(), context.process().Now()));
    if (const auto declined = context.Confirm(yes_, question, command)) return *declined;

    chutesd::v1::DeleteSecretRequest request;
    request.set_secret_id(id);
    chutesd::v1::DeleteSecretResponse reply;
    const NextStep look = ChutesCommand(CommandAs("get"));
    if (const auto failed = context.Call(rpc::method::kDeleteSecret, request, reply, look)) return *failed;
    if (context.json()) return context.Print(render::DeletedSecretJson(id));
    context.Say(fmt::format("Secret deleted: {}\n", render::EscapeSentence(id)));
    return Exit::kOk;
  }

 private:
  bool yes_ = false;
};

}  // namespace

constexpr CommandInfo kSecretsDelete = {"secrets delete", "Delete a secret",
                                        "chutes secrets delete 0d9dcd45-9b0a-5d6d-8f6c-2f6ad8f2a1c5 --yes",
                                        Make<SecretsDelete>};

}  // namespace chutes::commands
