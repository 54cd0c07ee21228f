#pragma once

#include "chutesd/v1/diagnostics.pb.h"
#include "daemon/base/failure.h"
#include "daemon/ops/diagnosis.h"

// Checks requests for an examination, and translates what was found.
namespace chutesd::rpc {

// What the request says; the session store knows the rest. INVALID_ARGUMENT names `wallets_path`.
Result<ops::DiagnosisArgs> DiagnosisArgsFrom(const v1::DiagnoseRequest& request);

void FillFindings(const ops::Findings& findings, v1::DiagnoseResponse& response);

}  // namespace chutesd::rpc
