#pragma once

#include <string>

#include "daemon/base/failure.h"
#include "daemon/ops/finding.h"
#include "daemon/ops/signing_account.h"

namespace chutesd::ops {

// Judges what reading a config file gave: `config`, and `config_mode` if others may read or change it.
// `default_path` is the file that needs not be named in commands. Pure.
Findings JudgeConfig(const Result<SessionPtr>& session, const std::string& path,
                     const std::string& default_path);

}  // namespace chutesd::ops
