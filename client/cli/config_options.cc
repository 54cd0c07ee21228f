#include "client/cli/config_options.h"

namespace chutes::cli {

Checked<Command> FinishProfiles(const Draft&) { return {ProfilesArgs{}, std::nullopt}; }

Checked<Command> FinishConfigPath(const Draft&) { return {ConfigPathArgs{}, std::nullopt}; }

Checked<Command> FinishConfigShow(const Draft&) { return {ConfigShowArgs{}, std::nullopt}; }

Checked<Command> FinishConfigExplain(const Draft&) { return {ConfigExplainArgs{}, std::nullopt}; }

Checked<Command> FinishConfigCheck(const Draft&) { return {ConfigCheckArgs{}, std::nullopt}; }

}  // namespace chutes::cli
