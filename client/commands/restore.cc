#include "client/commands/restore.h"

#include "chutesd/v1/account.pb.h"
#include "client/commands/password_question.h"
#include "client/render/account_view.h"
#include "client/rpc/wipe.h"

namespace chutes::commands {

cli::Exit RestoreConfig(Context& context, prompt::Prompter* prompter, Registration& registration) {
  chutesd::v1::RestoreConfigRequest request;
  const rpc::WipeAtEnd wipe(*request.mutable_hotkey_password());
  if (const auto error = FillHotkey(registration, context, request)) return context.Refuse(*error);
  request.set_overwrite_config(registration.overwrite_config);
  chutesd::v1::RestoreConfigResponse reply;
  const UnlockedCall done =
      CallUnlocked(prompter, registration.password, [&context, &request, &reply](const std::string& tried) {
        rpc::Wipe(*request.mutable_hotkey_password());
        request.set_hotkey_password(tried);
        return context.Call(rpc::method::kRestoreConfig, request, reply, context.timeout());
      });
  if (done.left) return *done.left;
  if (!done.result.ok()) return context.FailWith(*done.result.error);
  context.WarnOf(reply);
  if (context.json()) return context.Print(render::RestoredJson(reply));
  context.Say("Config file written from the account that the hotkey has\n");
  return context.PrintTable(render::RestoredTable(reply));
}

}  // namespace chutes::commands
