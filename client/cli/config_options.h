#pragma once

#include "client/cli/draft.h"
#include "client/cli/usage.h"

// Commands about config files and profiles; they have no options of their own.
namespace chutes::cli {

Checked<Command> FinishProfiles(const Draft& draft);
Checked<Command> FinishConfigPath(const Draft& draft);
Checked<Command> FinishConfigShow(const Draft& draft);
Checked<Command> FinishConfigExplain(const Draft& draft);
Checked<Command> FinishConfigCheck(const Draft& draft);

}  // namespace chutes::cli
