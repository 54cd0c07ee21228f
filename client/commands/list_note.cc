#include "client/commands/list_note.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>

namespace chutes::commands {

void SayWhatWasLeftOut(Context& context, const render::PageShown& shown, int count, int total,
                       std::string_view command) {
  if (!context.for_people() || count >= total) return;
  const std::int64_t first = std::int64_t{shown.page} * shown.limit;
  if (count == 0) {
    context.Say(fmt::format("Page {} is empty: there are {} in all.\n", shown.page, total));
    return;
  }
  std::string text = fmt::format("{} to {} of {}.", first + 1, first + count, total);
  if (first + count < total)
    text += fmt::format(" Next: {} --limit {} --page {}", command, shown.limit, shown.page + 1);
  context.Say(text + "\n");
}

void SayWhyActionsAreHidden(Context& context) {
  context.Say(
      "An action shown as ? is not known: the API never tells, and the key was not made through this "
      "daemon.\n");
}

}  // namespace chutes::commands
