#include "chutes/version.h"

#include <fmt/format.h>

#include <algorithm>

#include "client/commands/commands.h"
#include "client/commands/daemon_info.h"
#include "client/render/session_view.h"
#include "client/render/shown_text.h"

namespace chutes::commands {

cli::Exit Run(Context& context, const cli::VersionArgs&) {
  // The version is asked for when something is wrong: do not wait long for a daemon that hangs.
  constexpr std::chrono::milliseconds kPatience{2000};
  const AskedDaemon asked = AskDaemon(context, std::min(context.timeout(), kPatience));
  std::optional<chutesd::v1::DaemonInfo> daemon;
  if (asked.result.ok()) daemon = asked.info;

  const cli::Exit exit =
      context.Print(context.json() ? render::VersionJson(daemon) : render::VersionText(daemon));
  if (!daemon) {
    context.Say(fmt::format("the daemon's version is not known: {}\n",
                            render::EscapeSentence(asked.result.error->message)));
  } else if (daemon->version() != kVersion) {
    context.Warn(
        fmt::format("client and daemon have different versions, {} and {}; restart the daemon: "
                    "chutes daemon restart",
                    kVersion, daemon->version()));
  }
  return exit;
}

}  // namespace chutes::commands
