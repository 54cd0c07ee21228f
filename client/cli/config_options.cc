#include "client/cli/config_options.h"

#include <CLI/App.hpp>

namespace chutes::cli {

Checked<Command> FinishProfiles(const Draft&) { return {ProfilesArgs{}, std::nullopt}; }

Checked<Command> FinishConfigPath(const Draft&) { return {ConfigPathArgs{}, std::nullopt}; }

Checked<Command> FinishConfigShow(const Draft&) { return {ConfigShowArgs{}, std::nullopt}; }

Checked<Command> FinishConfigExplain(const Draft&) { return {ConfigExplainArgs{}, std::nullopt}; }

Checked<Command> FinishConfigCheck(const Draft&) { return {ConfigCheckArgs{}, std::nullopt}; }

void AddDoctorOptions(CLI::App& app, Draft& draft) {
  app.add_option("--wallets-path", draft.doctor.wallets_path,
                 "Path to Bittensor wallets directory (default: ~/.bittensor/wallets)");
}

Checked<Command> FinishDoctor(const Draft& draft) { return {draft.doctor, std::nullopt}; }

}  // namespace chutes::cli
