#pragma once

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <utility>

#include "chutesd/v1/secrets.pb.h"
#include "client/commands/command.h"
#include "client/render/keys_view.h"
#include "client/terminal/prompter.h"

namespace chutes::commands {

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
  static constexpr std::size_t kMaxValue = std::size_t{32} << 10U;  // see CreateSecretRequest.value

  static Checked<std::string> FromVariable(const std::string& name, const Platform& platform) {
    const std::optional<std::string> value = platform.process.Lookup(name);
    if (value && !value->empty()) return {*value};
    const std::string_view what = value ? " is empty" : " is not set (is it exported?)";
    return {"", UsageError{"--value-env: the variable " + name + std::string(what),
                           ShellCommand("export " + name + "=...")}};
  }

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

}  // namespace chutes::commands
