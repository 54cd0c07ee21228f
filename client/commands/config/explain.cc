#include "client/commands/command.h"
#include "client/render/settings_view.h"

namespace chutes::commands {
namespace {

// A file that cannot be used is when this is needed most, so then it shows what is known all the same.
Exit ExplainConfig(Context& context) {
  const SessionToExplain found = AskForSession(context, context.selector());
  context.WarnOf(found.session);
  if (found.error && found.error->Fact(chutesd::fact::kPath).empty()) return context.FailWith(*found.error);
  const Exit shown = context.Print(render::ExplainView(
      ExplainSettings(found.session, context.globals(), context.platform()), context.form()));
  return shown == Exit::kOk && found.error ? context.FailWith(*found.error) : shown;
}

}  // namespace

constexpr CommandInfo kConfigExplain = {"config explain",
                                        "Show each setting, where it came from and what it hides",
                                        "chutes config explain", Make<Plain<ExplainConfig>>};

}  // namespace chutes::commands
