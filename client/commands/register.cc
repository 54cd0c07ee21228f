#include <fmt/format.h>

#include <utility>

#include "chutesd/v1/account.pb.h"
#include "client/cli/selector.h"
#include "client/commands/commands.h"
#include "client/commands/hotkey_password.h"
#include "client/commands/restore.h"
#include "client/commands/secret_input.h"
#include "client/render/account_view.h"
#include "client/render/shown_text.h"
#include "client/rpc/wipe.h"

namespace chutes::commands {
namespace {

using chutesd::v1::RegisterAccountRequest;
using chutesd::v1::RegisterAccountResponse;

std::optional<cli::UsageError> Fill(const cli::RegisterArgs& args, Context& context,
                                    RegisterAccountRequest& request) {
  constexpr std::size_t kMaxToken = 256;  // a UUID has 36
  *request.mutable_session() = context.selector();
  request.set_username(args.username);
  request.set_wallet(args.wallet);
  request.set_hotkey(args.hotkey);
  request.set_overwrite_config(args.force);
  if (!args.wallets_path.empty()) {
    cli::Checked<std::string> path = cli::AbsolutePath("--wallets-path", args.wallets_path, context.env());
    if (path.error) return std::move(path.error);
    request.set_wallets_path(path.value);
  }
  request.set_registration_token(args.token);
  if (args.token_stdin) {
    cli::Checked<std::string> token = ReadSecret("--token-stdin", kMaxToken, context.env());
    if (token.error) return std::move(token.error);
    request.set_registration_token(std::move(token.value));
  }
  if (!args.token_file.empty()) {
    cli::Checked<std::string> token =
        ReadSecretFile("--token-file", args.token_file, kMaxToken, context.env());
    if (token.error) return std::move(token.error);
    request.set_registration_token(std::move(token.value));
  }
  cli::Checked<std::string> password = ReadPassword(args, context.env());
  if (password.error) return std::move(password.error);
  request.set_hotkey_password(std::move(password.value));
  return std::nullopt;
}

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

}  // namespace

cli::Exit Run(Context& context, const cli::RegisterArgs& args) {
  if (args.restore) return RestoreConfig(context, args);
  if (const std::optional<cli::Exit> refused = context.RequireOutput()) return *refused;
  RegisterAccountRequest request;
  const rpc::WipeAtEnd wipe_token(*request.mutable_registration_token());
  const rpc::WipeAtEnd wipe_password(*request.mutable_hotkey_password());
  if (const std::optional<cli::UsageError> error = Fill(args, context, request))
    return context.Refuse(*error);
  RegisterAccountResponse reply;
  const rpc::WipeAtEnd wipe_fingerprint(*reply.mutable_fingerprint());
  const Effect effect{"chutes whoami   (if the account exists, its fingerprint must be set anew)"};
  if (const std::optional<cli::Exit> failed =
          context.Ask(rpc::method::kRegisterAccount, request, reply, effect)) {
    return *failed;
  }
  for (const std::string& warning : reply.warnings()) context.Warn(warning);
  const cli::Exit shown = Show(context, reply);
  if (!reply.config_error().empty()) {
    return context.Fail(
        cli::Exit::kError,
        fmt::format("the account was created, but its config file was not written: {}", reply.config_error()),
        fmt::format("chutes register --restore --wallet {} --hotkey {}   (or to another file: --config-path)",
                    cli::ShellWord(args.wallet), cli::ShellWord(args.hotkey)));
  }
  if (reply.fingerprint_lost()) {
    return context.Fail(cli::Exit::kUpstream,
                        "the account was created, but the reply with its fingerprint was lost: set a new one",
                        "chutes refinger");
  }
  if (!context.json()) context.Say("Account created successfully\n");
  return shown;
}

}  // namespace chutes::commands
