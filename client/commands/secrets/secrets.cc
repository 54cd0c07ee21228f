#include <fmt/format.h>

#include <CLI/App.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "chutesd/v1/secrets.pb.h"
#include "client/commands/command.h"
#include "client/commands/options.h"
#include "client/render/keys_view.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"
#include "client/terminal/prompter.h"

namespace chutes::commands {
namespace {

using chutesd::v1::Secret;

class SecretsList final : public Command {
 public:
  void AddOptions(CLI::App& app) override { page_.Add(app); }

  Exit Run(Context& context) override {
    chutesd::v1::ListSecretsRequest request;
    page_.Fill(request);
    chutesd::v1::ListSecretsResponse reply;
    if (const auto failed = context.Call(rpc::method::kListSecrets, request, reply)) return *failed;
    if (context.for_people() && reply.total_size() == 0 && reply.secrets().empty()) {
      context.Say("There are no secrets. Make one: chutes secrets create --help\n");
      return Exit::kOk;
    }
    const Exit exit = context.Print(render::SecretsView(reply, page_.shown(), context.form()));
    context.NotePage(page_.shown(), reply.secrets_size(), reply.total_size(), "secrets list");
    return exit;
  }

 private:
  PageOptions page_;
};

constexpr std::size_t kMaxValue = std::size_t{32} << 10U;  // see CreateSecretRequest.value

Checked<std::string> FromVariable(const std::string& name, const Platform& platform) {
  const std::optional<std::string> value = platform.process.Lookup(name);
  if (value && !value->empty()) return {*value};
  const std::string_view what = value ? " is empty" : " is not set (is it exported?)";
  return {"", UsageError{"--value-env: the variable " + name + std::string(what),
                         ShellCommand("export " + name + "=...")}};
}

// Making a secret, which `create` and `set` do alike but for one that is there.
template <typename Request, typename Response>
class NewSecret : public Command {
 public:
  explicit NewSecret(std::string_view name) : name_(name) {}

  void AddOptions(CLI::App& app) override {
    app.add_option("--purpose", *request_.mutable_purpose(),
                   "The chute UUID or name this secret is for (required)");
    app.add_option("--key", *request_.mutable_key(), "The secret key/environment variable name (required)");
    ExcludeEachOther(
        {app.add_option("--value", *request_.mutable_value(),
                        "The secret value; other programs can see it for a moment, --value-stdin is safer"),
         app.add_flag("--value-stdin", stdin_, "Read the value from standard input, less one final newline"),
         app.add_option("--value-file", file_, "Read the value from this file, less one final newline"),
         app.add_option("--value-env", variable_, "Take the value from this environment variable")});
  }

  std::optional<UsageError> Check() override {
    if (request_.purpose().empty()) return UsageError{"--purpose is missing", Meant()};
    if (request_.key().empty()) return UsageError{"--key is missing", Meant()};
    return std::nullopt;
  }

  NextStep Meant() const override {
    return ChutesCommand(fmt::format("secrets {} --purpose {} --key {} --value-stdin", name_,
                                     WordOr(request_.purpose(), "CHUTE"), WordOr(request_.key(), "NAME")));
  }

 protected:
  // Nothing if the secret is there; else the command ends with this exit status.
  std::optional<Exit> Send(Context& context, std::string_view method, const NextStep& look) {
    if (const auto left = FindValue(context)) return left;
    return context.Call(method, request_, reply_, look);
  }

  Exit Show(Context& context, std::string_view done) {
    if (!context.json()) context.Say(done);
    return context.Print(render::SecretView(reply_.secret(), context.form()));
  }

  const Response& reply() const { return reply_; }

 private:
  std::optional<Exit> FindValue(Context& context) {
    Checked<std::string> found;
    if (stdin_) {
      found = ReadSecret("--value-stdin", kMaxValue, context.platform());
    } else if (!file_.empty()) {
      found = ReadSecretFile("--value-file", file_, kMaxValue, context.platform());
    } else if (!variable_.empty()) {
      found = FromVariable(variable_, context.platform());
    } else if (request_.value().empty()) {
      return AskValue(context);
    } else {
      context.Warn(
          {"VALUE_ON_COMMAND_LINE",
           "--value shows the secret in the list of processes for a moment, and in the shell's history; "
           "--value-stdin, --value-file and --value-env do not",
           {}});
      return std::nullopt;
    }
    if (found.error) return context.Refuse(*found.error);
    request_.set_value(std::move(found.value));
    return std::nullopt;
  }

  std::optional<Exit> AskValue(Context& context) {
    if (!context.terminal().facts().can_ask()) {
      return context.Refuse(
          {"the value is missing: --value-stdin, --value-file or --value-env reads it, --value takes it",
           Meant()});
    }
    terminal::Prompter prompter(context.terminal());
    std::optional<std::string> typed = prompter.AskHidden(
        fmt::format("Value of {}", request_.key()),
        [](const std::string& answer) { return answer.empty() ? "an empty value is useless" : ""; });
    if (!typed) return prompter.exit();
    request_.set_value(*std::move(typed));
    return std::nullopt;
  }

  const std::string_view name_;
  Request request_;
  Response reply_;
  std::string file_;      // as typed
  std::string variable_;  // its name
  bool stdin_ = false;
};

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

// What is done with one secret that there is. It is named by its id, or by chute and key.
class KnownSecret : public Command {
 public:
  explicit KnownSecret(std::string_view name) : name_(name) {}

  void AddOptions(CLI::App& app) override {
    app.add_option("SECRET_ID", *wanted_.mutable_secret_id(), "Id of the secret");
    app.add_option("--purpose", *wanted_.mutable_purpose(),
                   "Instead of the id: the chute UUID or name it is for");
    app.add_option("--key", *wanted_.mutable_key(), "Instead of the id: its key");
  }

  std::optional<UsageError> Check() override {
    const NextStep meant =
        ChutesCommand(CommandAs(name_), by_key() ? "" : "`chutes secrets list` shows the ids");
    const bool by_id = !wanted_.secret_id().empty();
    if (by_key() && by_id) return UsageError{"give the id, or --purpose and --key, not both", meant};
    if (by_id) return std::nullopt;
    if (!by_key()) return UsageError{"which secret? give its id, or --purpose and --key", meant};
    if (wanted_.purpose().empty()) return UsageError{"--purpose is missing", meant};
    if (wanted_.key().empty()) return UsageError{"--key is missing", meant};
    return std::nullopt;
  }

 protected:
  // `secrets NAME` and the words that name the secret.
  std::string CommandAs(std::string_view name) const {
    if (!by_key()) return fmt::format("secrets {} {}", name, WordOr(wanted_.secret_id(), "SECRET_ID"));
    return fmt::format("secrets {} --purpose {} --key {}", name, WordOr(wanted_.purpose(), "CHUTE"),
                       WordOr(wanted_.key(), "NAME"));
  }
  std::optional<Exit> Get(Context& context) { return context.Call(rpc::method::kGetSecret, wanted_, found_); }
  const Secret& secret() const { return found_.secret(); }

 private:
  bool by_key() const { return !wanted_.purpose().empty() || !wanted_.key().empty(); }

  const std::string_view name_;
  chutesd::v1::GetSecretRequest wanted_;
  chutesd::v1::GetSecretResponse found_;
};

class SecretsGet final : public KnownSecret {
 public:
  SecretsGet() : KnownSecret("get") {}

  Exit Run(Context& context) override {
    if (const auto failed = Get(context)) return *failed;
    return context.Print(render::SecretView(secret(), context.form()));
  }
};

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

CommandList SecretsCommands() {
  static constexpr CommandInfo kCommands[] = {
      {"secrets list", "List secrets, newest first", "chutes secrets list --limit 100", Make<SecretsList>},
      {"secrets create", "Create a secret for a chute",
       "chutes secrets create --purpose my-llm-chute --key HF_TOKEN --value-stdin < token.txt",
       Make<SecretsCreate>, /*starts_daemon=*/true, /*takes_secret=*/true},
      {"secrets set", "Create a secret for a chute, or replace the one that is there",
       "chutes secrets set --purpose my-llm-chute --key HF_TOKEN --value-file token.txt", Make<SecretsSet>,
       /*starts_daemon=*/true, /*takes_secret=*/true},
      {"secrets get", "Show a secret; its value can never be read back",
       "chutes secrets get 0d9dcd45-9b0a-5d6d-8f6c-2f6ad8f2a1c5\n"
       "  chutes secrets get --purpose my-llm-chute --key HF_TOKEN",
       Make<SecretsGet>},
      {"secrets delete", "Delete a secret",
       "chutes secrets delete 0d9dcd45-9b0a-5d6d-8f6c-2f6ad8f2a1c5 --yes", Make<SecretsDelete>},
  };
  return kCommands;
}

}  // namespace chutes::commands
