#include "client/commands/confirm.h"

#include <fmt/format.h>

#include <string>

#include "client/prompt/prompter.h"
#include "client/render/shown_text.h"

namespace chutes::commands {

using cli::Exit;

std::optional<Exit> RequireTerminalOrYes(Context& context, bool yes, std::string_view command,
                                         const Deed& deed) {
  if (yes || prompt::Prompter::Possible(context.env())) return std::nullopt;
  return context.Refuse(
      {fmt::format("{}, and there is no terminal to ask on; --yes says that it is meant", deed.grave),
       fmt::format("{} --yes", command)});
}

std::optional<Exit> Confirm(Context& context, bool yes, std::string_view question, std::string_view command,
                            const Deed& deed) {
  if (yes) return std::nullopt;
  if (std::optional<Exit> refused = RequireTerminalOrYes(context, yes, command, deed)) return refused;
  context.Say(fmt::format("{} [y/N] ", render::EscapeSentence(question)));
  constexpr std::size_t kLongestAnswer = 16;
  const std::optional<std::string> answer = context.env().read_line(kLongestAnswer);
  if (answer && prompt::YesOrNo(*answer) == true) return std::nullopt;
  context.Say(fmt::format("{}{}\n", answer ? "" : "\n", deed.declined));
  return Exit::kError;
}

}  // namespace chutes::commands
