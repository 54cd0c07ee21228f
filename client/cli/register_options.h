#pragma once

#include <optional>

#include "client/cli/draft.h"
#include "client/cli/usage.h"

namespace CLI {
class App;
}

// Options of `chutes register`, and what they mean.
namespace chutes::cli {

void AddRegisterOptions(CLI::App& app, Draft& draft);
Checked<Command> FinishRegister(const Draft& draft);

// All that a new account needs and that was not given; on a terminal it is asked for. Nothing if all is
// there.
std::optional<UsageError> MissingOf(const RegisterArgs& args);

}  // namespace chutes::cli
