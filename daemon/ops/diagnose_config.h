#pragma once

#include <string>

#include "daemon/base/failure.h"
#include "daemon/ops/finding.h"
#include "daemon/ops/signing_account.h"

namespace chutesd::ops {

// Judges what reading a config file gave: `config`, and `config_mode` if others may read or change it.
// Pure.
Findings JudgeConfig(const Result<SessionPtr>& session);

}  // namespace chutesd::ops
