#include "chutes/version.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "chutesd/v1/session.pb.h"
#include "client/commands/command.h"
#include "client/commands/context.h"
#include "client/render/account_view.h"
#include "client/render/shown_text.h"

namespace chutes::commands {
namespace {

class Version final : public Command {
 public:
  Version()
      : Command({.name = "version",
                 .help = "Show the versions of client and daemon",
                 .example = "chutes version",
                 .starts_daemon = false}) {}

  Exit Run(Context& context) override {
    // The version is reply for when something is wrong: do not wait long for a daemon that hangs.
    constexpr std::chrono::milliseconds kPatience{2000};
    const DaemonReply reply = AskDaemon(context, std::min(context.globals().timeout, kPatience));
    std::optional<chutesd::v1::DaemonInfo> daemon;
    if (reply.result.ok()) daemon = reply.info;

    const Exit exit =
        context.Print(context.json() ? render::VersionJson(daemon) : render::VersionText(daemon));
    if (!daemon) {
      context.Say(fmt::format("the daemon's version is not known: {}\n",
                              render::EscapeSentence(reply.result.error->message)));
    } else if (daemon->version() != kVersion) {
      context.Warn(
          {"VERSIONS_DIFFER",
           fmt::format("client and daemon have different versions, {} and {}", kVersion, daemon->version()),
           {}});
    }
    return exit;
  }
};

}  // namespace

std::unique_ptr<Command> MakeVersion() { return std::make_unique<Version>(); }

}  // namespace chutes::commands
