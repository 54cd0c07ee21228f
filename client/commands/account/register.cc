#include <fmt/format.h>

#include <CLI/App.hpp>
#include <utility>

#include "chutesd/v1/account.pb.h"
#include "client/commands/account/registration.h"
#include "client/commands/command.h"
#include "client/render/account_view.h"
#include "client/render/shown_text.h"
#include "client/rpc/reply.h"

namespace chutes::commands {

constexpr std::size_t kMostPassword = 1024;  // see RegisterAccountRequest.hotkey_password

std::string PasswordVariable(const std::string& keyfile_path) {
  std::string name = "BT_PW_";
  for (const char c : keyfile_path) {
    const bool is_lower = c >= 'a' && c <= 'z';
    name += c == '/' || c == '.' ? '_' : is_lower ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

std::string DecodePassword(const std::string& variable, const std::string& value) {
  std::optional<std::string> password = rpc::DecodeBase64(value);
  if (!password) return "";
  for (std::size_t i = 0; i < password->size(); ++i) {
    (*password)[i] = static_cast<char>((*password)[i] ^ variable[i % variable.size()]);
  }
  return *std::move(password);
}

std::optional<UsageError> ReadPassword(Registration& registration, const Platform& platform) {
  Checked<std::string> password;
  if (registration.password_stdin) {
    password = ReadSecret("--password-stdin", kMostPassword, platform);
  } else if (!registration.password_file.empty()) {
    password = ReadSecretFile("--password-file", registration.password_file, kMostPassword, platform);
  } else {
    const std::string typed =
        registration.wallets_path.empty() ? "~/.bittensor/wallets" : registration.wallets_path;
    const Checked<std::string> wallets = AbsolutePath("--wallets-path", typed, platform);
    const std::string variable = PasswordVariable(
        fmt::format("{}/{}/hotkeys/{}", wallets.value, registration.wallet, registration.hotkey));
    const std::optional<std::string> value = platform.process.Lookup(variable);
    if (wallets.error || !value) return std::nullopt;
    password.value = DecodePassword(variable, *value);
    if (password.value.empty() || password.value.size() > kMostPassword || !render::IsUtf8(password.value)) {
      return UsageError{fmt::format("the variable {} does not hold a password as wallets write it", variable),
                        ShellCommand("unset " + ShellWord(variable), "then give --password-file FILE")};
    }
  }
  registration.password = std::move(password.value);
  return std::move(password.error);
}

UnlockedCall CallUnlocked(terminal::Prompter* prompter, std::string& password,
                          const std::function<rpc::CallResult(const std::string& password)>& call) {
  constexpr int kTries = 3;
  const terminal::Check check = [](const std::string& answer) -> std::string {
    if (answer.empty()) return "type the password that the hotkey's file was encrypted with";
    return answer.size() > kMostPassword ? "that is too long for a password" : "";
  };
  for (int tries = 0;; ++tries) {
    UnlockedCall done{call(password), std::nullopt};
    if (done.result.ok() || prompter == nullptr || tries == kTries) return done;
    const bool is_wrong = done.result.error->reason == chutesd::Reason::kWalletPasswordWrong;
    if (!is_wrong && done.result.error->reason != chutesd::Reason::kWalletLocked) return done;
    prompter->Say(is_wrong ? "This password does not open the hotkey's file.\n"
                           : "The hotkey's file is encrypted; opening it takes some seconds.\n");
    std::optional<std::string> typed = prompter->AskHidden("Password of the hotkey", check);
    if (!typed) {
      done.left = prompter->exit();
      return done;
    }
    password = *std::move(typed);
  }
}

namespace {

using chutesd::v1::RegisterAccountRequest;
using chutesd::v1::RegisterAccountResponse;

const NextStep kLook = ChutesCommand("whoami", "if the account exists, set a new fingerprint");

// The fingerprint goes out by itself and first: it exists nowhere else, and whatever fails afterwards
// must not take it along. Programs get it in the same write as the rest.
Exit Show(Context& context, const RegisterAccountResponse& reply) {
  const NextStep if_lost = ChutesCommand("status", "the account works; set a new fingerprint");
  const std::string all = render::RegisteredView(reply, context.form());
  if (reply.fingerprint_lost() && !context.json()) return context.Print(all);
  if (!context.for_people()) return context.PrintOnce(all, if_lost);
  const Exit exit =
      context.PrintOnce(fmt::format("Fingerprint: {}\n", render::Escape(reply.fingerprint())), if_lost);
  context.Say("Keep the fingerprint safe: it is shown here and nowhere else.\n");
  if (exit != Exit::kOk) return exit;
  return context.Print(render::RegisteredView(reply, context.form(), /*with_fingerprint=*/false));
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
  return context.Print(render::RegisteredView(reply, context.form(), /*with_fingerprint=*/false));
}

// What became of it, for a person and as an exit status.
Exit Conclude(Context& context, const Registration& registration, RegisterAccountResponse& reply,
              terminal::NewFile& file) {
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

// Sends it. Where it came about in a dialogue, asks for another token as long as the API refuses the one
// there is.
Exit Send(Context& context, terminal::Prompter* prompter, bool in_dialogue, Registration& registration,
          terminal::NewFile& file) {
  RegisterAccountRequest request;
  request.set_username(registration.username);
  request.set_overwrite_config(registration.overwrite_config);
  RegisterAccountResponse reply;
  while (true) {
    request.set_registration_token(registration.token);
    const UnlockedCall done =
        CallForHotkey(context, prompter, registration, rpc::method::kRegisterAccount, request, reply, kLook);
    if (!done.left) return Conclude(context, registration, reply, file);
    const bool is_token_refused =
        !done.result.ok() && done.result.error->reason == chutesd::Reason::kRegistrationTokenRefused;
    if (!in_dialogue || !is_token_refused) return *done.left;
    if (const std::optional<Exit> left = AskToken(*prompter, registration)) return *left;
  }
}

// Reads the token from where the command line says, if it says so.
std::optional<UsageError> ReadToken(Registration& registration, const Platform& platform) {
  constexpr std::size_t kMost = 256;  // a UUID has 36
  Checked<std::string> token = {registration.token};
  if (registration.token_stdin) token = ReadSecret("--token-stdin", kMost, platform);
  if (!registration.token_file.empty()) {
    token = ReadSecretFile("--token-file", registration.token_file, kMost, platform);
  }
  registration.token = std::move(token.value);
  return std::move(token.error);
}

Exit RestoreConfig(Context& context, terminal::Prompter* prompter, Registration& registration) {
  chutesd::v1::RestoreConfigRequest request;
  request.set_overwrite_config(registration.overwrite_config);
  chutesd::v1::RestoreConfigResponse reply;
  const UnlockedCall done =
      CallForHotkey(context, prompter, registration, rpc::method::kRestoreConfig, request, reply);
  if (done.left) return *done.left;
  if (!context.json()) context.Say("Config file written from the account that the hotkey has\n");
  return context.Print(render::RestoredView(reply, context.form()));
}

class Register final : public Command {
 public:
  void AddOptions(CLI::App& app) override {
    Registration& to = registration_;
    app.add_option("--username", to.username, "Desired username: 3 to 15 letters, digits, _ and -");
    app.add_option("--wallet", to.wallet, "Name of the wallet to use");
    app.add_option("--hotkey", to.hotkey, "Hotkey to register with");
    AddWalletsPath(app, to.wallets_path);
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
    const bool in_dialogue = !missing.empty();
    if (in_dialogue) {
      if (const auto left = AskRegistration(context, *prompter, registration_)) return *left;
    } else if (const auto error = ReadPassword(registration_, context.platform())) {
      return context.Refuse(*error);
    }
    if (registration_.restore) return RestoreConfig(context, prompter, registration_);
    return Send(context, prompter, in_dialogue, registration_, file);
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

constexpr CommandInfo kRegister = {"register",
                                   "Create an account for a hotkey of a local wallet",
                                   "chutes register\n"
                                   "  chutes register --username alice --wallet my_wallet --hotkey my_hotkey "
                                   "--token-stdin < token.txt",
                                   Make<Register>,
                                   /*starts_daemon=*/true,
                                   /*takes_secret=*/true};

}  // namespace chutes::commands
