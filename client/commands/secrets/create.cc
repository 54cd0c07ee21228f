#include <fmt/format.h>

#include <CLI/App.hpp>

#include "chutesd/v1/secrets.pb.h"
#include "client/commands/command.h"
#include "client/commands/options.h"
#include "client/render/keys_view.h"
#include "client/terminal/prompter.h"

namespace chutes::commands {
namespace {

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
  using Command::Command;

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
    return ChutesCommand(fmt::format("secrets {} --purpose {} --key {} --value-stdin", info().name,
                                     WordOr(request_.purpose(), "CHUTE"), WordOr(request_.key(), "NAME")));
  }

 protected:
  // Nothing if the secret is there; else the command ends with this exit status.
  std::optional<Exit> Send(Context& context, std::string_view method, const NextStep& look) {
    if (const auto left = FindValue(context)) return left;
    if (const auto failed = context.Call(method, request_, reply_, look)) return failed;
    context.WarnOf(reply_);
    return std::nullopt;
  }

  Exit Show(Context& context, std::string_view done) {
    if (context.json()) return context.Print(render::SecretJson(reply_.secret()));
    context.Say(done);
    return context.PrintTable(render::SecretTable(reply_.secret()));
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

  Request request_;
  Response reply_;
  std::string file_;      // as typed
  std::string variable_;  // its name
  bool stdin_ = false;
};

class SecretsCreate final
    : public NewSecret<chutesd::v1::CreateSecretRequest, chutesd::v1::CreateSecretResponse> {
 public:
  SecretsCreate()
      : NewSecret(
            {.group = "secrets",
             .name = "create",
             .help = "Create a secret for a chute",
             .example =
                 "chutes secrets create --purpose my-llm-chute --key HF_TOKEN --value-stdin < token.txt",
             .takes_secret = true}) {}

  Exit Run(Context& context) override {
    if (const auto left = Send(context, rpc::method::kCreateSecret, ChutesCommand("secrets list")))
      return *left;
    return Show(context, "Secret created successfully\n");
  }
};

class SecretsSet final : public NewSecret<chutesd::v1::SetSecretRequest, chutesd::v1::SetSecretResponse> {
 public:
  SecretsSet()
      : NewSecret(
            {.group = "secrets",
             .name = "set",
             .help = "Create a secret for a chute, or replace the one that is there",
             .example = "chutes secrets set --purpose my-llm-chute --key HF_TOKEN --value-file token.txt",
             .takes_secret = true}) {}

  Exit Run(Context& context) override {
    const NextStep look = ChutesCommand("secrets list", "setting it again does no harm");
    if (const auto left = Send(context, rpc::method::kSetSecret, look)) return *left;
    return Show(context,
                reply().replaced() ? "Secret replaced successfully\n" : "Secret created successfully\n");
  }
};

}  // namespace

std::unique_ptr<Command> MakeSecretsCreate() { return std::make_unique<SecretsCreate>(); }
std::unique_ptr<Command> MakeSecretsSet() { return std::make_unique<SecretsSet>(); }

}  // namespace chutes::commands
