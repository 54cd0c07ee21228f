#include <fmt/format.h>

#include <CLI/App.hpp>

#include "chutesd/v1/account.pb.h"
#include "client/commands/account/registration.h"
#include "client/commands/command.h"
#include "client/commands/options.h"
#include "client/render/account_view.h"
#include "client/render/shown_text.h"

namespace chutes::commands {
namespace {

using chutesd::v1::RegisterAccountRequest;
using chutesd::v1::RegisterAccountResponse;

const NextStep kLook = ChutesCommand("whoami", "if the account exists, set a new fingerprint");

// The fingerprint goes out by itself and first: it exists nowhere else, and whatever fails afterwards
// must not take it along. Programs get it in the same write as the rest.
Exit Show(Context& context, const RegisterAccountResponse& reply) {
  const NextStep if_lost = ChutesCommand("status", "the account works; set a new fingerprint");
  std::string text;
  if (reply.fingerprint_lost() && !context.json()) return context.PrintTable(render::RegisteredTable(reply));
  if (context.for_people()) {
    text = fmt::format("Fingerprint: {}\n", render::Escape(reply.fingerprint()));
    const Exit exit = context.PrintOnce(text, if_lost);
    context.Say("Keep the fingerprint safe: it is shown here and nowhere else.\n");
    if (exit != Exit::kOk) return exit;
    render::Table table = render::RegisteredTable(reply);
    table.rows.erase(table.rows.begin());
    return context.PrintTable(table);
  }
  if (context.json()) {
    text = render::RegisteredJson(reply);
  } else {
    render::Table table = render::RegisteredTable(reply);
    text = render::RenderTable(table, context.style());
  }
  return context.PrintOnce(text, if_lost);
}

// The fingerprint is in the file, or, if that fails now, shown after all.
Exit ShowTheRest(Context& context, RegisterAccountResponse& reply, terminal::NewFile& file) {
  const std::string path = render::EscapeSentence(file.path());
  if (reply.fingerprint_lost()) return Show(context, reply);
  if (!file.WriteLine(reply.fingerprint())) {
    context.Say(fmt::format("chutes: {} could not be written, so the fingerprint is shown here\n", path));
    const Exit shown = Show(context, reply);
    return shown == Exit::kOk ? Exit::kError : shown;
  }
  reply.clear_fingerprint();
  context.Say(fmt::format("The fingerprint is in {}\n", path));
  if (context.json()) return context.Print(render::RegisteredJson(reply));
  render::Table table = render::RegisteredTable(reply);
  table.rows.erase(table.rows.begin());
  return context.PrintTable(table);
}

// What became of it, for a person and as an exit status.
Exit Conclude(Context& context, const Registration& registration, RegisterAccountResponse& reply,
              terminal::NewFile& file) {
  context.WarnOf(reply);
  const Exit shown =
      registration.fingerprint_file.empty() ? Show(context, reply) : ShowTheRest(context, reply, file);
  if (!reply.config_error().empty()) {
    return context.Fail(
        Exit::kError,
        fmt::format("the account was created, but its config file was not written: {}", reply.config_error()),
        ChutesCommand(fmt::format("register --restore --wallet {} --hotkey {}",
                                  ShellWord(registration.wallet), ShellWord(registration.hotkey)),
                      "or to another file: --config-path"));
  }
  if (reply.fingerprint_lost()) {
    return context.Fail(Exit::kUpstream,
                        "the account was created, but the reply with its fingerprint was lost: set a new one",
                        ChutesCommand("refinger"));
  }
  if (!context.json()) context.Say("Account created successfully\n");
  return shown;
}

// Sends it, and asks for another token as long as the API refuses the one there is.
Exit Send(Context& context, terminal::Prompter* prompter, RegisterDialogue* dialogue,
          Registration& registration, terminal::NewFile& file) {
  RegisterAccountRequest request;
  if (const auto error = FillHotkey(registration, context, request)) return context.Refuse(*error);
  request.set_username(registration.username);
  request.set_overwrite_config(registration.overwrite_config);
  RegisterAccountResponse reply;
  const auto call = [&](const std::string& password) {
    request.set_hotkey_password(password);
    request.set_registration_token(registration.token);
    return context.TryCall(rpc::method::kRegisterAccount, request, reply);
  };
  while (true) {
    const UnlockedCall done = CallUnlocked(prompter, registration.password, call);
    if (done.left) return *done.left;
    if (done.result.ok()) return Conclude(context, registration, reply, file);
    const Exit failed = context.FailWith(*done.result.error, kLook);
    if (dialogue == nullptr || done.result.error->reason != chutesd::Reason::kRegistrationTokenRefused)
      return failed;
    if (const std::optional<Exit> left = dialogue->AskToken()) return *left;
  }
}

class Register final : public Command {
 public:
  Register()
      : Command({.name = "register",
                 .help = "Create an account for a hotkey of a local wallet",
                 .example = "chutes register\n"
                            "  chutes register --username alice --wallet my_wallet --hotkey my_hotkey "
                            "--token-stdin < token.txt",
                 .takes_secret = true}) {}

  void AddOptions(CLI::App& app) override {
    Registration& to = registration_;
    app.add_option("--username", to.username, "Desired username: 3 to 15 letters, digits, _ and -");
    app.add_option("--wallet", to.wallet, "Name of the wallet to use");
    app.add_option("--hotkey", to.hotkey, "Hotkey to register with");
    app.add_option("--wallets-path", to.wallets_path,
                   "Path to Bittensor wallets directory (default: ~/.bittensor/wallets)");
    CLI::Option* const token = app.add_option(
        "--token", to.token,
        "Registration token from https://rtok.chutes.ai/users/registration_token, valid for 5 minutes");
    CLI::Option* const token_stdin =
        app.add_flag("--token-stdin", to.token_stdin, "Read the token from standard input");
    ExcludeEachOther(
        {token, token_stdin, app.add_option("--token-file", to.token_file, "Read the token from a file")});
    CLI::Option* const password_stdin =
        app.add_flag("--password-stdin", to.password_stdin,
                     "Read the password of an encrypted hotkey from standard input");
    password_stdin->excludes(token_stdin);
    password_stdin->excludes(app.add_option("--password-file", to.password_file,
                                            "Read the password of an encrypted hotkey from a file"));
    app.add_flag("--restore", to.restore,
                 "Write the config file of the account that the hotkey has already, instead of making one");
    app.add_flag("--force", to.overwrite_config,
                 "Replace a config file that exists; the old one is kept beside it");
    app.add_option("--fingerprint-file", to.fingerprint_file,
                   "Write the fingerprint to this new file, of mode 0600, instead of showing it")
        ->type_name("FILE");
    app.add_flag("--no-input", to.no_input, "Ask nothing, even on a terminal; what is missing is an error");
    AddYes(app, to.yes, "Do not ask before sending");
  }

  std::optional<UsageError> Check() override {
    if (!registration_.restore) return std::nullopt;
    if (registration_.wallet.empty() || registration_.hotkey.empty()) {
      return UsageError{"--restore needs --wallet and --hotkey", Meant()};
    }
    if (!registration_.username.empty() || HasToken()) {
      return UsageError{"--restore makes no account, so that it takes no user name and no token", Meant()};
    }
    return std::nullopt;
  }

  // The command with what was given and places for what was not.
  NextStep Meant() const override {
    const std::string hotkey = fmt::format("--wallet {} --hotkey {}", WordOr(registration_.wallet, "WALLET"),
                                           WordOr(registration_.hotkey, "HOTKEY"));
    if (registration_.restore) return ChutesCommand("register --restore " + hotkey);
    return ChutesCommand(fmt::format("register --username {} {} --token-stdin",
                                     WordOr(registration_.username, "NAME"), hotkey));
  }

  Exit Run(Context& context) override {
    std::optional<terminal::Prompter> person;
    if (!registration_.no_input && context.terminal().facts().can_ask()) person.emplace(context.terminal());
    terminal::Prompter* const prompter = person ? &*person : nullptr;
    const std::string missing = registration_.restore ? "" : Missing();
    if (!missing.empty() && prompter == nullptr) return context.Refuse({"missing:" + missing, Meant()});
    if (const auto refused = context.RequireOutput()) return *refused;

    if (const auto error = ReadToken(registration_, context.platform())) return context.Refuse(*error);
    terminal::NewFile file;
    if (const auto error =
            MakeSecretFile("--fingerprint-file", registration_.fingerprint_file, context.platform(), file)) {
      return context.Refuse(*error);
    }
    std::optional<RegisterDialogue> dialogue;
    if (!missing.empty()) {
      dialogue.emplace(context, *prompter, registration_);
      if (const auto left = dialogue->Run()) return *left;
    } else if (const auto error = ReadPassword(registration_, context.platform())) {
      return context.Refuse(*error);
    }
    if (registration_.restore) return RestoreConfig(context, prompter, registration_);
    return Send(context, prompter, dialogue ? &*dialogue : nullptr, registration_, file);
  }

 private:
  bool HasToken() const {
    return !registration_.token.empty() || registration_.token_stdin || !registration_.token_file.empty();
  }

  // What a new account needs and was not given; on a terminal it is asked for.
  std::string Missing() const {
    std::string missing;
    if (registration_.username.empty()) missing += " --username";
    if (registration_.wallet.empty()) missing += " --wallet";
    if (registration_.hotkey.empty()) missing += " --hotkey";
    if (!HasToken()) missing += " --token";
    return missing;
  }

  Registration registration_;
};

}  // namespace

std::unique_ptr<Command> MakeRegister() { return std::make_unique<Register>(); }

}  // namespace chutes::commands
