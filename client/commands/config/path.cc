#include <optional>
#include <string>

#include "client/commands/command.h"
#include "client/commands/context.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::commands {
namespace {

class ConfigPath final : public Command {
 public:
  ConfigPath()
      : Command({.group = "config",
                 .name = "path",
                 .help = "Show which config file is in use",
                 .example = "chutes config path"}) {}

  Exit Run(Context& context) override {
    rpc::CallError error;
    const std::optional<std::string> path = ConfigPathInUse(context, error);
    if (!path) return context.FailWith(error);
    if (!context.json()) return context.Print(render::EscapeSentence(*path) + "\n");
    return context.Print(render::JsonText("config_path", *path));
  }
};

}  // namespace

std::unique_ptr<Command> MakeConfigPath() { return std::make_unique<ConfigPath>(); }

}  // namespace chutes::commands
