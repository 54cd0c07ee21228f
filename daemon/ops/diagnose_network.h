#pragma once

#include <string>

#include "daemon/api/api_probe.h"
#include "daemon/ops/finding.h"

namespace chutesd::ops {

// Judges a ping of the API: `dns`, `tcp`, `tls`, `ping`, each with its time. What lies behind the stage that
// failed is skipped. Pure.
Findings JudgeNetwork(const api::ProbeResult& probe, const std::string& api_url);

// Judges this machine's clock by the server's: the API refuses requests that are signed ten minutes off, and
// new fingerprints from five. Pure.
Finding JudgeClock(const api::ProbeResult& probe);

}  // namespace chutesd::ops
