#include "client/cli/explanation.h"
#include "client/commands/commands.h"
#include "client/commands/explained_session.h"
#include "client/render/config_view.h"

namespace chutes::commands {
namespace {

cli::Exit Show(Context& context, const chutesd::v1::Session& session) {
  const std::vector<render::ExplainedSetting> settings =
      cli::ExplainSettings(session, context.globals(), context.env());
  if (context.json()) return context.Print(render::ExplainJson(settings));
  return context.PrintTable(render::ExplainTable(settings));
}

}  // namespace

// A file that cannot be used is when this is needed most, so then it shows what is known all the same.
cli::Exit Run(Context& context, const cli::ConfigExplainArgs&) {
  const SessionToExplain found = AskForSession(context, context.selector());
  for (const std::string& warning : found.session.warnings()) context.Warn(warning);
  if (!found.error) return Show(context, found.session);
  if (!found.error->config_path.empty()) {
    const cli::Exit shown = Show(context, found.session);
    if (shown != cli::Exit::kOk) return shown;
  }
  return context.FailWith(*found.error);
}

}  // namespace chutes::commands
