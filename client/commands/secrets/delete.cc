#include <fmt/format.h>

#include <CLI/App.hpp>
#include <optional>
#include <string>

#include "chutesd/v1/secrets.pb.h"
#include "client/commands/command.h"
#include "client/commands/options.h"
#include "client/commands/secrets/secret_name.h"
#include "client/render/keys_view.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::commands {
namespace {

using chutesd::v1::Secret;

std::string QuestionAbout(const Secret& secret, std::int64_t now) {
  const std::string chute = secret.chute_name().empty()
                                ? secret.purpose()
                                : fmt::format("'{}' ({})", secret.chute_name(), secret.purpose());
  const std::string age = secret.has_create_time()
                              ? fmt::format(", made {} ago", render::Age(secret.create_time().seconds(), now))
                              : "";
  return fmt::format("Delete secret {} ({} of chute {}{})?", secret.secret_id(), secret.key(), chute, age);
}

class SecretsDelete final : public Command {
 public:
  SecretsDelete()
      : Command({.group = "secrets",
                 .name = "delete",
                 .help = "Delete a secret",
                 .example = "chutes secrets delete 0d9dcd45-9b0a-5d6d-8f6c-2f6ad8f2a1c5 --yes"}) {}

  void AddOptions(CLI::App& app) override {
    AddSecretName(app, wanted_);
    AddYes(app, yes_);
  }
  std::optional<UsageError> Check() override { return CheckSecretName(wanted_, "delete"); }

  Exit Run(Context& context) override {
    const std::string command = SecretCommand(wanted_, "delete");
    if (const auto refused = context.RequireTerminalOrYes(yes_, command)) return *refused;
    chutesd::v1::GetSecretResponse found;
    if (const auto failed = context.Call(rpc::method::kGetSecret, wanted_, found)) return *failed;
    const std::string question = QuestionAbout(found.secret(), context.process().Now());
    if (const auto declined = context.Confirm(yes_, question, command)) return *declined;

    chutesd::v1::DeleteSecretRequest request;
    request.set_secret_id(found.secret().secret_id());
    chutesd::v1::DeleteSecretResponse reply;
    const NextStep look = ChutesCommand(SecretCommand(wanted_, "get"));
    if (const auto failed = context.Call(rpc::method::kDeleteSecret, request, reply, look)) return *failed;
    context.WarnOf(reply);
    if (context.json()) return context.Print(render::DeletedSecretJson(request.secret_id()));
    context.Say(fmt::format("Secret deleted: {}\n", render::EscapeSentence(request.secret_id())));
    return Exit::kOk;
  }

 private:
  chutesd::v1::GetSecretRequest wanted_;
  bool yes_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeSecretsDelete() { return std::make_unique<SecretsDelete>(); }

}  // namespace chutes::commands
