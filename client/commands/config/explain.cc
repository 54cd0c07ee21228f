#include <vector>

#include "chutesd/v1/session.pb.h"
#include "client/commands/command.h"
#include "client/commands/context.h"
#include "client/render/settings_view.h"

namespace chutes::commands {
namespace {

class ConfigExplain final : public Command {
 public:
  ConfigExplain()
      : Command({.group = "config",
                 .name = "explain",
                 .help = "Show each setting, where it came from and what it hides",
                 .example = "chutes config explain"}) {}

  // A file that cannot be used is when this is needed most, so then it shows what is known all the same.
  Exit Run(Context& context) override {
    const SessionToExplain found = AskForSession(context, context.selector());
    context.WarnOf(found.session);
    if (!found.error) return Show(context, found.session);
    if (!found.error->Fact(chutesd::fact::kPath).empty()) {
      const Exit shown = Show(context, found.session);
      if (shown != Exit::kOk) return shown;
    }
    return context.FailWith(*found.error);
  }

 private:
  static Exit Show(Context& context, const chutesd::v1::Session& session) {
    const std::vector<render::ExplainedSetting> settings =
        ExplainSettings(session, context.globals(), context.platform());
    if (context.json()) return context.Print(render::ExplainJson(settings));
    return context.PrintTable(render::ExplainTable(settings));
  }
};

}  // namespace

std::unique_ptr<Command> MakeConfigExplain() { return std::make_unique<ConfigExplain>(); }

}  // namespace chutes::commands
