#include "chutes/version.h"

#include <fmt/format.h>

#include <algorithm>

#include "client/commands/command.h"
#include "client/render/account_view.h"

namespace chutes::commands {
namespace {

Exit ShowVersions(Context& context) {
  // The version is there for when something is wrong: do not wait long for a daemon that hangs.
  constexpr std::chrono::milliseconds kPatience{2000};
  const DaemonReply reply = AskDaemon(context, std::min(context.globals().timeout, kPatience));
  const chutesd::v1::DaemonInfo* const daemon = reply.result.ok() ? &reply.info : nullptr;
  const Exit exit = context.Print(render::VersionView(daemon, context.form()));
  if (daemon == nullptr) {
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

}  // namespace

constexpr CommandInfo kShowVersion = {"version", "Show the versions of client and daemon", "chutes version",
                                      Make<Plain<ShowVersions>>, /*starts_daemon=*/false};

}  // namespace chutes::commands
