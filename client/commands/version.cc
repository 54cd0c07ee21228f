#include "chutes/version.h"

#include <fmt/format.h>

#include <algorithm>

#include "chutesd/v1/session.pb.h"
#include "client/commands/commands.h"
#include "client/render/session_view.h"
#include "client/render/shown_text.h"

namespace chutes::commands {

cli::Exit Run(Context& context, const cli::VersionArgs&) {
  // The version is asked for when something is wrong: do not wait long for a daemon that hangs.
  constexpr std::chrono::milliseconds kPatience{2000};
  chutesd::v1::GetSessionRequest request;
  *request.mutable_session() = context.selector();
  request.mutable_session()->set_allow_missing(true);  // it is the daemon that we ask about, not an account
  context.UseApiKey({});
  chutesd::v1::GetSessionResponse reply;
  const rpc::CallResult result =
      context.Call(rpc::method::kGetSession, request, reply, std::min(context.timeout(), kPatience));
  std::optional<chutesd::v1::DaemonInfo> daemon;
  if (result.ok()) daemon = reply.daemon();

  const cli::Exit exit =
      context.Print(context.json() ? render::VersionJson(daemon) : render::VersionText(daemon));
  if (!daemon) {
    context.Say(fmt::format("the daemon's version is not known: {}\n",
                            render::EscapeSentence(result.error->message)));
  } else if (daemon->version() != kVersion) {
    context.Warn(
        fmt::format("client and daemon have different versions, {} and {}; restart the daemon: "
                    "systemctl --user restart chutesd",
                    kVersion, daemon->version()));
  }
  return exit;
}

}  // namespace chutes::commands
