#pragma once

#include "client/cli/draft.h"
#include "client/cli/usage.h"

namespace CLI {
class App;
}

// Commands about config files, profiles and what is wrong.
namespace chutes::cli {

Checked<Command> FinishProfiles(const Draft& draft);
Checked<Command> FinishConfigPath(const Draft& draft);
Checked<Command> FinishConfigShow(const Draft& draft);
Checked<Command> FinishConfigExplain(const Draft& draft);
Checked<Command> FinishConfigCheck(const Draft& draft);

void AddDoctorOptions(CLI::App& app, Draft& draft);
Checked<Command> FinishDoctor(const Draft& draft);

}  // namespace chutes::cli
