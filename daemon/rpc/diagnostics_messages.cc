#include "daemon/rpc/diagnostics_messages.h"

#include <chrono>
#include <cstdint>

#include "daemon/rpc/wallet_messages.h"

namespace chutesd::rpc {
namespace {

v1::Verdict VerdictMessage(ops::Verdict verdict) {
  switch (verdict) {
    case ops::Verdict::kOk:
      return v1::VERDICT_OK;
    case ops::Verdict::kWarning:
      return v1::VERDICT_WARNING;
    case ops::Verdict::kFailed:
      return v1::VERDICT_FAILED;
    case ops::Verdict::kSkipped:
      return v1::VERDICT_SKIPPED;
  }
  return v1::VERDICT_UNSPECIFIED;
}

}  // namespace

Result<ops::DiagnosisArgs> DiagnosisArgsFrom(const v1::DiagnoseRequest& request) {
  if (Status status = CheckWalletsPath(request.wallets_path()); !status.ok()) return status;
  ops::DiagnosisArgs args;
  args.wallets_path = request.wallets_path();
  return args;
}

void FillFindings(const ops::Findings& findings, v1::DiagnoseResponse& response) {
  for (const ops::Finding& finding : findings) {
    v1::Finding& message = *response.add_findings();
    message.set_check(finding.check);
    message.set_verdict(VerdictMessage(finding.verdict));
    message.set_detail(finding.detail);
    message.set_code(finding.code);
    message.mutable_facts()->insert(finding.facts.begin(), finding.facts.end());
    if (!finding.duration) continue;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(*finding.duration);
    const std::chrono::nanoseconds rest = *finding.duration - seconds;
    message.mutable_duration()->set_seconds(seconds.count());
    message.mutable_duration()->set_nanos(static_cast<std::int32_t>(rest.count()));
  }
}

}  // namespace chutesd::rpc
