#include "client/cli/register_options.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <utility>

namespace chutes::cli {
namespace {

std::string OrPlaceholder(const std::string& value, std::string_view placeholder) {
  return value.empty() ? std::string(placeholder) : ShellWord(value);
}

// The command with what was given and places for what was not.
std::string CompleteCommand(const RegisterArgs& args) {
  return fmt::format("chutes register --username {} --wallet {} --hotkey {} --token-stdin",
                     OrPlaceholder(args.username, "NAME"), OrPlaceholder(args.wallet, "WALLET"),
                     OrPlaceholder(args.hotkey, "HOTKEY"));
}

Checked<Command> FinishRestore(const RegisterArgs& args) {
  const std::string meant =
      fmt::format("chutes register --restore --wallet {} --hotkey {}", OrPlaceholder(args.wallet, "WALLET"),
                  OrPlaceholder(args.hotkey, "HOTKEY"));
  if (args.wallet.empty() || args.hotkey.empty()) {
    return {{}, UsageError{"--restore needs --wallet and --hotkey", meant}};
  }
  if (!args.username.empty() || !args.token.empty() || args.token_stdin || !args.token_file.empty()) {
    return {{}, UsageError{"--restore makes no account, so that it takes no user name and no token", meant}};
  }
  return {args, std::nullopt};
}

}  // namespace

void AddRegisterOptions(CLI::App& app, Draft& draft) {
  RegisterArgs& args = draft.registration;
  app.add_option("--username", args.username, "Desired username: 3 to 15 letters, digits, _ and -");
  app.add_option("--wallet", args.wallet, "Name of the wallet to use");
  app.add_option("--hotkey", args.hotkey, "Hotkey to register with");
  app.add_option("--wallets-path", args.wallets_path,
                 "Path to Bittensor wallets directory (default: ~/.bittensor/wallets)");
  app.add_option(
      "--token", args.token,
      "Registration token from https://rtok.chutes.ai/users/registration_token, good for 5 minutes");
  app.add_flag("--token-stdin", args.token_stdin, "Read the token from standard input");
  app.add_option("--token-file", args.token_file, "Read the token from a file");
  app.add_flag("--password-stdin", args.password_stdin,
               "Read the password of an encrypted hotkey from standard input");
  app.add_option("--password-file", args.password_file,
                 "Read the password of an encrypted hotkey from a file");
  app.add_flag("--restore", args.restore,
               "Write the config file of the account that the hotkey has already, instead of making one");
  app.add_flag("--force", args.force, "Replace a config file that exists; the old one is kept beside it");
  app.add_option("--fingerprint-file", args.fingerprint_file,
                 "Write the fingerprint to this new file, of mode 0600, instead of showing it")
      ->type_name("FILE");
  app.add_flag("--no-input", args.no_input, "Ask nothing, even on a terminal; what is missing is an error");
  app.add_flag("--yes,-y", draft.yes, "Do not ask before sending");
}

std::optional<UsageError> MissingOf(const RegisterArgs& args) {
  std::string missing;
  if (args.username.empty()) missing += " --username";
  if (args.wallet.empty()) missing += " --wallet";
  if (args.hotkey.empty()) missing += " --hotkey";
  if (args.token.empty() && !args.token_stdin && args.token_file.empty()) missing += " --token";
  if (missing.empty()) return std::nullopt;
  return UsageError{"missing:" + missing, CompleteCommand(args)};
}

Checked<Command> FinishRegister(const Draft& draft) {
  RegisterArgs args = draft.registration;
  args.yes = draft.yes;
  if (args.password_stdin && !args.password_file.empty()) {
    return {{}, UsageError{"--password-stdin and --password-file are two passwords; give one", ""}};
  }
  if (args.restore) return FinishRestore(args);
  if (MoreThanOne({!args.token.empty(), args.token_stdin, !args.token_file.empty()})) {
    return {{},
            UsageError{"--token, --token-stdin and --token-file are one token each; give one",
                       CompleteCommand(args)}};
  }
  if (args.token_stdin && args.password_stdin) {
    return {{}, UsageError{"--token-stdin and --password-stdin cannot both read standard input", ""}};
  }
  return {std::move(args), std::nullopt};
}

}  // namespace chutes::cli
