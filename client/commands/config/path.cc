#include "client/commands/command.h"
#include "client/render/shown_text.h"
#include "client/render/value_text.h"

namespace chutes::commands {
namespace {

Exit ShowPath(Context& context) {
  std::string path;
  if (const auto failed = FindConfigPath(context, path)) return *failed;
  return context.Print(context.json() ? render::JsonText("config_path", path)
                                      : render::EscapeSentence(path) + "\n");
}

}  // namespace

constexpr CommandInfo kConfigPath = {"config path", "Show which config file is in use", "chutes config path",
                                     Make<Plain<ShowPath>>};

}  // namespace chutes::commands
