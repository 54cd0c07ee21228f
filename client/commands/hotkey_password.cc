#include "client/commands/hotkey_password.h"

#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <utility>

#include "client/cli/selector.h"
#include "client/commands/secret_input.h"
#include "client/render/shown_text.h"
#include "client/rpc/reply.h"

namespace chutes::commands {

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

cli::Checked<std::string> ReadPassword(const cli::RegisterArgs& args, const cli::Env& env) {
  constexpr std::size_t kMostBytes = 1024;  // see RegisterAccountRequest.hotkey_password
  if (args.password_stdin) return ReadSecret("--password-stdin", kMostBytes, env);
  if (!args.password_file.empty()) {
    return ReadSecretFile("--password-file", args.password_file, kMostBytes, env);
  }
  const std::string typed = args.wallets_path.empty() ? "~/.bittensor/wallets" : args.wallets_path;
  const cli::Checked<std::string> wallets = cli::AbsolutePath("--wallets-path", typed, env);
  if (wallets.error) return {};
  const std::string variable =
      PasswordVariable(fmt::format("{}/{}/hotkeys/{}", wallets.value, args.wallet, args.hotkey));
  const std::optional<std::string> value = env.lookup(variable);
  if (!value) return {};
  std::string password = DecodePassword(variable, *value);
  if (!password.empty() && password.size() <= kMostBytes && render::IsUtf8(password)) {
    return {std::move(password), std::nullopt};
  }
  return {"", cli::UsageError{
                  fmt::format("the variable {} does not hold a password as wallets write it", variable),
                  fmt::format("unset {}   (then give --password-file FILE)", variable)}};
}

}  // namespace chutes::commands
