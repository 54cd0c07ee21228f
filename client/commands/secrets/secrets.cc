#include <fmt/format.h>

#include <CLI/App.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "chutesd/v1/secrets.pb.h"
#include "client/commands/command.h"
#include "client/commands/options.h"
#include "client/render/keys_view.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::commands {
namespace {

// A secret is named by its id, or by chute and key.
void AddSecretName(CLI::App& app, chutesd::v1::GetSecretRequest& wanted) {
  app.add_option("SECRET_ID", *wanted.mutable_secret_id(), "Id of the secret");
  app.add_option("--purpose", *wanted.mutable_purpose(),
                 "Instead of the id: the chute UUID or name it is for");
  app.add_option("--key", *wanted.mutable_key(), "Instead of the id: its key");
}

// `chutes secrets COMMAND` and the words that name it.
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

class SecretsList final : public Command {
 public:
  SecretsList()
      : Command({.group = "secrets",
                 .name = "list",
                 .help = "List secrets, newest first",
                 .example = "chutes secrets list --limit 100"}) {}

  void AddOptions(CLI::App& app) override { page_.Add(app); }

  Exit Run(Context& context) override {
    chutesd::v1::ListSecretsRequest request;
    page_.Fill(request);
    chutesd::v1::ListSecretsResponse reply;
    if (const auto failed = context.Call(rpc::method::kListSecrets, request, reply)) return *failed;
    context.WarnOf(reply);
    if (context.json()) return context.Print(render::SecretsJson(reply, page_.shown()));
    if (context.for_people() && reply.total_size() == 0 && reply.secrets().empty()) {
      context.Say("There are no secrets. Make one: chutes secrets create --help\n");
      return Exit::kOk;
    }
    const Exit exit = context.PrintTable(render::SecretsTable(reply));
    context.NotePage(page_.shown(), reply.secrets_size(), reply.total_size(), "secrets list");
    return exit;
  }

 private:
  PageOptions page_;
};

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

std::unique_ptr<Command> MakeSecretsGet() { return std::make_unique<SecretsGet>(); }
std::unique_ptr<Command> MakeSecretsList() { return std::make_unique<SecretsList>(); }
std::unique_ptr<Command> MakeSecretsDelete() { return std::make_unique<SecretsDelete>(); }

}  // namespace chutes::commands
