#pragma once

#include "client/cli/draft.h"
#include "client/cli/usage.h"

namespace CLI {
class App;
}

// Options of the keys commands, and what they mean.
namespace chutes::cli {

void AddKeysListOptions(CLI::App& app, Draft& draft);
Checked<Command> FinishKeysList(const Draft& draft);

void AddKeysCreateOptions(CLI::App& app, Draft& draft);
Checked<Command> FinishKeysCreate(const Draft& draft);

void AddKeyOption(CLI::App& app, Draft& draft);
Checked<Command> FinishKeysGet(const Draft& draft);

void AddKeysDeleteOptions(CLI::App& app, Draft& draft);
Checked<Command> FinishKeysDelete(const Draft& draft);

}  // namespace chutes::cli
