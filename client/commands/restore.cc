#include "client/commands/restore.h"

#include <fmt/format.h>

#include <utility>

#include "chutesd/v1/account.pb.h"
#include "client/cli/selector.h"
#include "client/commands/hotkey_password.h"
#include "client/render/account_view.h"
#include "client/rpc/wipe.h"

namespace chutes::commands {

cli::Exit RestoreConfig(Context& context, const cli::RegisterArgs& args) {
  chutesd::v1::RestoreConfigRequest request;
  const rpc::WipeAtEnd wipe(*request.mutable_hotkey_password());
  *request.mutable_session() = context.selector();
  request.set_wallet(args.wallet);
  request.set_hotkey(args.hotkey);
  request.set_overwrite_config(args.force);
  if (!args.wallets_path.empty()) {
    cli::Checked<std::string> path = cli::AbsolutePath("--wallets-path", args.wallets_path, context.env());
    if (path.error) return context.Refuse(*path.error);
    request.set_wallets_path(path.value);
  }
  cli::Checked<std::string> password = ReadPassword(args, context.env());
  if (password.error) return context.Refuse(*password.error);
  request.set_hotkey_password(std::move(password.value));
  chutesd::v1::RestoreConfigResponse reply;
  if (const std::optional<cli::Exit> failed = context.Ask(rpc::method::kRestoreConfig, request, reply)) {
    return *failed;
  }
  for (const std::string& warning : reply.warnings()) context.Warn(warning);
  if (context.json()) return context.Print(render::RestoredJson(reply));
  context.Say("Config file written from the account that the hotkey has\n");
  return context.PrintTable(render::RestoredTable(reply));
}

}  // namespace chutes::commands
