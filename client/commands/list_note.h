#pragma once

#include <cstddef>
#include <string_view>

#include "client/commands/context.h"
#include "client/render/keys_view.h"

namespace chutes::commands {

// After a list on a terminal: what part of it was shown and how to see the next. `command` lists.
void SayWhatWasLeftOut(Context& context, const render::PageShown& shown, int count, int total,
                       std::string_view command);

// What a "?" in the place of an action means.
void SayWhyActionsAreHidden(Context& context);

}  // namespace chutes::commands
