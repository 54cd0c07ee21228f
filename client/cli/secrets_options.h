#pragma once

#include "client/cli/draft.h"
#include "client/cli/page_options.h"
#include "client/cli/usage.h"

namespace CLI {
class App;
}

// Options of the secrets commands, and what they mean.
namespace chutes::cli {

Checked<Command> FinishSecretsList(const Draft& draft);

void AddSecretsCreateOptions(CLI::App& app, Draft& draft);
Checked<Command> FinishSecretsCreate(const Draft& draft);
Checked<Command> FinishSecretsSet(const Draft& draft);

void AddSecretOption(CLI::App& app, Draft& draft);
Checked<Command> FinishSecretsGet(const Draft& draft);

void AddSecretsDeleteOptions(CLI::App& app, Draft& draft);
Checked<Command> FinishSecretsDelete(const Draft& draft);

// What to say where no value was given and nobody can be asked for it. `verb`: create or set.
UsageError MissingValueOf(const SecretsCreateArgs& secret, std::string_view verb);

}  // namespace chutes::cli
