#include "daemon/rpc/diagnostics_service.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>

#include "daemon/rpc/wallets_service.h"

namespace chutesd::rpc {
namespace {

using Reread = session::SessionStore::Reread;

// A config file that does not answer is a finding; the rest is examined all the same.
constexpr std::chrono::seconds kTimeToRead{5};

// The numbers are the same on both sides.
static_assert(static_cast<int>(ops::Verdict::kOk) == v1::VERDICT_OK);
static_assert(static_cast<int>(ops::Verdict::kSkipped) == v1::VERDICT_SKIPPED);

}  // namespace

Result<ops::DiagnosisArgs> DiagnosisArgsFrom(const v1::DiagnoseRequest& request) {
  FieldErrors errors;
  // A config file that cannot be used is a finding; only a selector that cannot be meant is an error.
  errors.Add(SelectorFrom(request.session()).status());
  CheckWalletsPath(request.wallets_path(), errors);
  ops::DiagnosisArgs args;
  args.wallets_path = request.wallets_path();
  return errors.Or(std::move(args));
}

void FillFindings(const ops::Findings& findings, v1::DiagnoseResponse& response) {
  for (const ops::Finding& finding : findings) {
    v1::Finding& message = *response.add_findings();
    message.set_check(finding.check);
    message.set_verdict(static_cast<v1::Verdict>(finding.verdict));
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

Reactor* DiagnosticsService::Diagnose(ServerContext* context, const v1::DiagnoseRequest* request,
                                      v1::DiagnoseResponse* response) {
  using Pending = asio::awaitable<Result<ops::Findings>>;
  return runner_.RunOnLoop(
      context, request, response, DiagnosisArgsFrom(*request),
      [this, selector = SelectorFrom(request->session())](const std::shared_ptr<UnaryCall::Handle>&,
                                                          CallContext ctx,
                                                          ops::DiagnosisArgs args) -> Result<Pending> {
        Result<session::Target> target = sessions_.TargetOf(*selector);
        if (!target.ok()) return target.status();
        args.api_url = std::move(target->api_url);
        return Examine(std::move(ctx), *selector, std::move(args));
      },
      [this](const ops::Findings& findings, v1::DiagnoseResponse& out) {
        FillFindings(findings, out);
        FillDaemonInfo(facts_, sessions_.size(), *out.mutable_daemon());
      });
}

asio::awaitable<Result<ops::Findings>> DiagnosticsService::Examine(CallContext ctx,
                                                                   session::Selector selector,
                                                                   ops::DiagnosisArgs args) {
  CallContext reading = ctx;
  reading.deadline = std::min(ctx.deadline, std::chrono::steady_clock::now() + kTimeToRead);
  args.session = co_await sessions_.Get(std::move(reading), std::move(selector), Reread::kAlways);
  Result<ops::Findings> findings = co_await diagnosis_.Run(std::move(ctx), std::move(args));
  co_return findings;
}

}  // namespace chutesd::rpc
