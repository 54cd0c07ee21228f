#include <fmt/format.h>

#include <utility>

#include "chutesd/v1/account.pb.h"
#include "client/cli/register_options.h"
#include "client/commands/commands.h"
#include "client/commands/hotkey_password.h"
#include "client/commands/own_file.h"
#include "client/commands/password_question.h"
#include "client/commands/register_dialogue.h"
#include "client/commands/restore.h"
#include "client/render/account_view.h"
#include "client/render/shown_text.h"
#include "client/rpc/wipe.h"

namespace chutes::commands {
namespace {

using chutesd::v1::RegisterAccountRequest;
using chutesd::v1::RegisterAccountResponse;

constexpr Effect kEffect{"chutes whoami   (if the account exists, its fingerprint must be set anew)"};

// The fingerprint goes out by itself and first: it exists nowhere else, and whatever fails afterwards
// must not take it along. Programs get it in the same write as the rest.
cli::Exit Show(Context& context, const RegisterAccountResponse& reply) {
  constexpr std::string_view kIfLost =
      "chutes status   (the account works; its fingerprint must be set anew)";
  std::string text;
  const rpc::WipeAtEnd wipe(text);
  if (reply.fingerprint_lost() && !context.json()) return context.PrintTable(render::RegisteredTable(reply));
  if (context.for_people()) {
    text = fmt::format("Fingerprint: {}\n", render::Escape(reply.fingerprint()));
    const cli::Exit exit = context.PrintOnce(text, kIfLost);
    context.Say("Keep the fingerprint safe: it is shown here and nowhere else.\n");
    if (exit != cli::Exit::kOk) return exit;
    render::Table table = render::RegisteredTable(reply);
    rpc::Wipe(table.rows.front().back());
    table.rows.erase(table.rows.begin());
    return context.PrintTable(table);
  }
  if (context.json()) {
    text = render::RegisteredJson(reply);
  } else {
    render::Table table = render::RegisteredTable(reply);
    text = render::RenderTable(table, context.style());
    rpc::Wipe(table.rows.front().back());
  }
  return context.PrintOnce(text, kIfLost);
}

// The fingerprint is in the file, or, if that fails now, shown after all.
cli::Exit ShowTheRest(Context& context, RegisterAccountResponse& reply, NewSecretFile& file) {
  const std::string path = render::EscapeSentence(file.path());
  if (reply.fingerprint_lost()) return Show(context, reply);
  if (!file.Write(reply.fingerprint())) {
    context.Say(fmt::format("chutes: {} could not be written, so the fingerprint is shown here\n", path));
    const cli::Exit shown = Show(context, reply);
    return shown == cli::Exit::kOk ? cli::Exit::kError : shown;
  }
  rpc::Wipe(*reply.mutable_fingerprint());
  context.Say(fmt::format("The fingerprint is in {}\n", path));
  if (context.json()) return context.Print(render::RegisteredJson(reply));
  render::Table table = render::RegisteredTable(reply);
  table.rows.erase(table.rows.begin());
  return context.PrintTable(table);
}

// What became of it, for a person and as an exit status.
cli::Exit Conclude(Context& context, const Registration& registration, RegisterAccountResponse& reply,
                   NewSecretFile& file) {
  context.WarnOf(reply);
  const cli::Exit shown =
      registration.args.fingerprint_file.empty() ? Show(context, reply) : ShowTheRest(context, reply, file);
  if (!reply.config_error().empty()) {
    return context.Fail(
        cli::Exit::kError,
        fmt::format("the account was created, but its config file was not written: {}", reply.config_error()),
        fmt::format("chutes register --restore --wallet {} --hotkey {}   (or to another file: --config-path)",
                    cli::ShellWord(registration.args.wallet), cli::ShellWord(registration.args.hotkey)));
  }
  if (reply.fingerprint_lost()) {
    return context.Fail(cli::Exit::kUpstream,
                        "the account was created, but the reply with its fingerprint was lost: set a new one",
                        "chutes refinger");
  }
  if (!context.json()) context.Say("Account created successfully\n");
  return shown;
}

// Sends it, and asks for another token as long as the API refuses the one there is.
cli::Exit Send(Context& context, prompt::Prompter* prompter, RegisterDialogue* dialogue,
               Registration& registration, NewSecretFile& file) {
  RegisterAccountRequest request;
  const rpc::WipeAtEnd wipe_token(*request.mutable_registration_token());
  const rpc::WipeAtEnd wipe_password(*request.mutable_hotkey_password());
  if (const auto error = FillHotkey(registration, context, request)) return context.Refuse(*error);
  request.set_username(registration.args.username);
  request.set_overwrite_config(registration.overwrite_config);
  RegisterAccountResponse reply;
  const rpc::WipeAtEnd wipe_fingerprint(*reply.mutable_fingerprint());
  const auto call = [&](const std::string& password) {
    rpc::Wipe(*request.mutable_hotkey_password());
    request.set_hotkey_password(password);
    rpc::Wipe(*request.mutable_registration_token());
    request.set_registration_token(registration.token);
    return context.Call(rpc::method::kRegisterAccount, request, reply, context.timeout());
  };
  while (true) {
    const UnlockedCall done = CallUnlocked(prompter, registration.password, call);
    if (done.left) return *done.left;
    if (done.result.ok()) return Conclude(context, registration, reply, file);
    const cli::Exit failed = context.FailWith(*done.result.error, kEffect);
    if (dialogue == nullptr || done.result.error->reason != "REGISTRATION_TOKEN_REFUSED") return failed;
    if (const std::optional<cli::Exit> left = dialogue->AskToken()) return *left;
  }
}

}  // namespace

cli::Exit Run(Context& context, const cli::RegisterArgs& args) {
  std::optional<prompt::Prompter> person;
  if (!args.no_input && prompt::Prompter::Possible(context.env())) person.emplace(context.env());
  prompt::Prompter* const prompter = person ? &*person : nullptr;
  const std::optional<cli::UsageError> missing = args.restore ? std::nullopt : cli::MissingOf(args);
  if (missing && prompter == nullptr) return context.Refuse(*missing);
  if (const std::optional<cli::Exit> refused = context.RequireOutput()) return *refused;

  Registration registration(args);
  if (const auto error = ReadToken(registration, context.env())) return context.Refuse(*error);
  NewSecretFile file;
  if (!args.fingerprint_file.empty()) {
    const auto error = file.Make("--fingerprint-file", args.fingerprint_file, context.env());
    if (error) return context.Refuse(*error);
  }
  if (missing) {
    RegisterDialogue dialogue(context, *prompter, registration);
    if (const std::optional<cli::Exit> left = dialogue.Run()) return *left;
    if (registration.restore) return RestoreConfig(context, prompter, registration);
    return Send(context, prompter, &dialogue, registration, file);
  }
  cli::Checked<std::string> password = ReadPassword(args, context.env());
  const rpc::WipeAtEnd wipe(password.value);
  if (password.error) return context.Refuse(*password.error);
  registration.password = password.value;
  if (args.restore) return RestoreConfig(context, prompter, registration);
  return Send(context, prompter, nullptr, registration, file);
}

}  // namespace chutes::commands
