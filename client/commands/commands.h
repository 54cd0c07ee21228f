#pragma once

#include "client/cli/arguments.h"
#include "client/cli/exit_code.h"
#include "client/commands/context.h"

// One function per command: ask the daemon, show the result, give the exit status.
namespace chutes::commands {

cli::Exit Run(Context& context, const cli::VersionArgs& args);
cli::Exit Run(Context& context, const cli::StatusArgs& args);
cli::Exit Run(Context& context, const cli::WhoamiArgs& args);
cli::Exit Run(Context& context, const cli::RegisterArgs& args);
cli::Exit Run(Context& context, const cli::RefingerArgs& args);
cli::Exit Run(Context& context, const cli::KeysListArgs& args);
cli::Exit Run(Context& context, const cli::KeysCreateArgs& args);
cli::Exit Run(Context& context, const cli::KeysGetArgs& args);
cli::Exit Run(Context& context, const cli::KeysDeleteArgs& args);
cli::Exit Run(Context& context, const cli::SecretsListArgs& args);
cli::Exit Run(Context& context, const cli::SecretsCreateArgs& args);
cli::Exit Run(Context& context, const cli::SecretsSetArgs& args);
cli::Exit Run(Context& context, const cli::SecretsGetArgs& args);
cli::Exit Run(Context& context, const cli::SecretsDeleteArgs& args);
cli::Exit Run(Context& context, const cli::ProfilesArgs& args);
cli::Exit Run(Context& context, const cli::ConfigPathArgs& args);
cli::Exit Run(Context& context, const cli::ConfigShowArgs& args);
cli::Exit Run(Context& context, const cli::ConfigExplainArgs& args);
cli::Exit Run(Context& context, const cli::ConfigCheckArgs& args);
cli::Exit Run(Context& context, const cli::DaemonStartArgs& args);
cli::Exit Run(Context& context, const cli::DaemonStopArgs& args);
cli::Exit Run(Context& context, const cli::DaemonRestartArgs& args);
cli::Exit Run(Context& context, const cli::DaemonStatusArgs& args);
cli::Exit Run(Context& context, const cli::DaemonLogsArgs& args);
cli::Exit Run(Context& context, const cli::DoctorArgs& args);

}  // namespace chutes::commands
