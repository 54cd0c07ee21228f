#include "client/commands/commands.h"
#include "client/commands/config_in_use.h"
#include "client/render/json_writer.h"
#include "client/render/shown_text.h"

namespace chutes::commands {

cli::Exit Run(Context& context, const cli::ConfigPathArgs&) {
  rpc::CallError error;
  const std::optional<std::string> path = ConfigPathInUse(context, error);
  if (!path) return context.FailWith(error);
  if (!context.json()) return context.Print(render::EscapeSentence(*path) + "\n");
  render::JsonWriter json;
  json.BeginObject().Key("config_path").String(*path);
  return context.Print(json.EndObject().Take());
}

}  // namespace chutes::commands
