#pragma once

#include <vector>

#include "chutesd/v1/session.pb.h"
#include "client/cli/arguments.h"
#include "client/cli/env.h"
#include "client/render/config_view.h"

namespace chutes::cli {

// Each setting of `session` as the daemon told it, with what the command line, the environment and the file
// say besides. Secrets are masked. Reads the environment and nothing else.
std::vector<render::ExplainedSetting> ExplainSettings(const chutesd::v1::Session& session,
                                                      const Globals& globals, const Env& env);

}  // namespace chutes::cli
