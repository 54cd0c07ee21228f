#pragma once

#include "client/cli/draft.h"
#include "client/cli/usage.h"

namespace CLI {
class App;
}

// Options of the commands about the account and the programs, and what they mean.
namespace chutes::cli {

void AddRefingerOptions(CLI::App& app, Draft& draft);
Checked<Command> FinishRefinger(const Draft& draft);

void AddNoOptions(CLI::App& app, Draft& draft);
Checked<Command> FinishStatus(const Draft& draft);
Checked<Command> FinishWhoami(const Draft& draft);
Checked<Command> FinishVersion(const Draft& draft);

// Options of every command.
void AddGlobalOptions(CLI::App& app, Draft& draft);
Checked<Globals> FinishGlobals(const Draft& draft);

}  // namespace chutes::cli
