#include "client/cli/account_options.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <charconv>
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

Checked<std::chrono::milliseconds> ParseTimeout(const std::string& text) {
  constexpr double kMaxSeconds = 3600;
  constexpr double kMillis = 1000;
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc() && end == text.data() + text.size() && seconds * kMillis >= 1 &&
      seconds <= kMaxSeconds) {
    return {std::chrono::milliseconds(static_cast<std::int64_t>(seconds * kMillis)), std::nullopt};
  }
  return {{},
          UsageError{fmt::format("--timeout must be a number of seconds from 0.001 to 3600, not '{}'", text),
                     ""}};
}

Checked<Command> FinishRestore(const RegisterArgs& args) {
  const std::string meant =
      fmt::format("chutes register --restore --wallet {} --hotkey {}", OrPlaceholder(args.wallet, "WALLET"),
                  OrPlaceholder(args.hotkey, "HOTKEY"));
  if (args.wallet.empty() || args.hotkey.empty()) {
    return {{}, UsageError{"--restore needs --wallet and --hotkey", meant}};
  }
  if (!args.username.empty() || !args.token.empty() || args.token_stdin) {
    return {{}, UsageError{"--restore makes no account, so that it takes no user name and no token", meant}};
  }
  return {args, std::nullopt};
}

}  // namespace

void AddRegisterOptions(CLI::App& app, Draft& draft) {
  RegisterArgs& args = draft.registration;
  app.add_option("--username", args.username,
                 "Desired username: 3 to 15 letters, digits, _ and - (required)");
  app.add_option("--wallet", args.wallet, "Name of the wallet to use (required)");
  app.add_option("--hotkey", args.hotkey, "Hotkey to register with (required)");
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
}

Checked<Command> FinishRegister(const Draft& draft) {
  const RegisterArgs& args = draft.registration;
  if (args.restore) return FinishRestore(args);
  std::string missing;
  if (args.username.empty()) missing += " --username";
  if (args.wallet.empty()) missing += " --wallet";
  if (args.hotkey.empty()) missing += " --hotkey";
  if (args.token.empty() && !args.token_stdin && args.token_file.empty()) missing += " --token";
  if (!missing.empty()) return {{}, UsageError{"missing:" + missing, CompleteCommand(args)}};
  if ((args.token.empty() ? 0 : 1) + (args.token_stdin ? 1 : 0) + (args.token_file.empty() ? 0 : 1) > 1) {
    return {{},
            UsageError{"--token, --token-stdin and --token-file are one token each; give one",
                       CompleteCommand(args)}};
  }
  if (args.password_stdin && !args.password_file.empty()) {
    return {{}, UsageError{"--password-stdin and --password-file are two passwords; give one", ""}};
  }
  if (args.token_stdin && args.password_stdin) {
    return {{}, UsageError{"--token-stdin and --password-stdin cannot both read standard input", ""}};
  }
  return {args, std::nullopt};
}

void AddRefingerOptions(CLI::App& app, Draft& draft) {
  app.add_flag("--fingerprint-stdin", draft.fingerprint_stdin,
               "Read the new fingerprint from standard input, instead of having one made");
  app.add_flag("--yes,-y", draft.yes, "Do not ask; needed without a terminal");
}

Checked<Command> FinishRefinger(const Draft& draft) {
  return {RefingerArgs{draft.fingerprint_stdin, draft.yes}, std::nullopt};
}

void AddNoOptions(CLI::App&, Draft&) {}

Checked<Command> FinishStatus(const Draft&) { return {StatusArgs{}, std::nullopt}; }

Checked<Command> FinishWhoami(const Draft&) { return {WhoamiArgs{}, std::nullopt}; }

Checked<Command> FinishVersion(const Draft&) { return {VersionArgs{}, std::nullopt}; }

void AddGlobalOptions(CLI::App& app, Draft& draft) {
  constexpr const char* kGroup = "Options of every command";
  app.add_option("--config-path", draft.config_path,
                 "Path of the config file (default: ~/.chutes/config.ini)")
      ->group(kGroup);
  app.add_option("--profile", draft.profile, "Use the config file ~/.chutes/environments/NAME.ini")
      ->type_name("NAME")
      ->group(kGroup);
  app.add_flag("--api-key-stdin", draft.api_key_stdin,
               "Read an API key from the first line of standard input; it is used if there is no hotkey")
      ->group(kGroup);
  app.add_option("--output", draft.output, "Form of the output (default: table)")
      ->type_name("[table|json]")
      ->group(kGroup);
  app.add_option("--socket", draft.socket, "Path of the daemon's socket")->group(kGroup);
  app.add_option("--timeout", draft.timeout, "How long to wait for an answer (default: 30)")
      ->type_name("SECONDS")
      ->group(kGroup);
  app.add_flag("--no-autostart", draft.no_autostart, "Do not start the daemon if it does not run")
      ->group(kGroup);
}

Checked<Globals> FinishGlobals(const Draft& draft) {
  Globals globals;
  if (draft.config_path && draft.profile) {
    return {{}, UsageError{"--config-path and --profile are two config files; give one", ""}};
  }
  globals.config_path = draft.config_path;
  globals.profile = draft.profile;
  globals.api_key_stdin = draft.api_key_stdin;
  if (draft.output == "json") {
    globals.output = Output::kJson;
  } else if (draft.output != "table") {
    return {{}, UsageError{fmt::format("--output must be table or json, not '{}'", draft.output), ""}};
  }
  if (draft.socket) {
    if (draft.socket->empty()) return {{}, UsageError{"--socket is empty", ""}};
    globals.socket = *draft.socket;
  }
  if (draft.timeout) {
    Checked<std::chrono::milliseconds> timeout = ParseTimeout(*draft.timeout);
    if (timeout.error) return {{}, std::move(timeout.error)};
    globals.timeout = timeout.value;
  }
  globals.autostart = !draft.no_autostart;
  return {std::move(globals), std::nullopt};
}

}  // namespace chutes::cli
