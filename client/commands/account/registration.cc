#include "client/commands/account/registration.h"

#include <fmt/format.h>

#include <utility>

#include "chutesd/v1/account.pb.h"
#include "client/commands/options.h"
#include "client/render/account_view.h"
#include "client/render/shown_text.h"
#include "client/rpc/reply.h"

namespace chutes::commands {
namespace {

constexpr std::size_t kMostPassword = 1024;  // see RegisterAccountRequest.hotkey_password

}  // namespace

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

chutesd::v1::SessionSelector TargetOf(const Registration& registration, Context& context) {
  chutesd::v1::SessionSelector selector = context.selector();
  if (!registration.config_path.empty()) {
    selector.set_config_path(registration.config_path);
    selector.set_config_path_origin(chutesd::v1::ORIGIN_OPTION);
  }
  return selector;
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

Exit RestoreConfig(Context& context, terminal::Prompter* prompter, Registration& registration) {
  chutesd::v1::RestoreConfigRequest request;
  if (const auto error = FillHotkey(registration, context, request)) return context.Refuse(*error);
  request.set_overwrite_config(registration.overwrite_config);
  chutesd::v1::RestoreConfigResponse reply;
  const UnlockedCall done =
      CallUnlocked(prompter, registration.password, [&context, &request, &reply](const std::string& tried) {
        request.set_hotkey_password(tried);
        return context.TryCall(rpc::method::kRestoreConfig, request, reply);
      });
  if (done.left) return *done.left;
  if (!done.result.ok()) return context.FailWith(*done.result.error);
  context.WarnOf(reply);
  if (context.json()) return context.Print(render::RestoredJson(reply));
  context.Say("Config file written from the account that the hotkey has\n");
  return context.PrintTable(render::RestoredTable(reply));
}

}  // namespace chutes::commands
