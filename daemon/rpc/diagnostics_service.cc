#include "daemon/rpc/diagnostics_service.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "daemon/rpc/diagnostics_messages.h"

namespace chutesd::rpc {
namespace {

// A config file that does not answer is a finding; the rest is examined all the same.
constexpr std::chrono::seconds kTimeToRead{5};

}  // namespace

grpc::ServerUnaryReactor* DiagnosticsService::Diagnose(grpc::CallbackServerContext* context,
                                                       const v1::DiagnoseRequest* request,
                                                       v1::DiagnoseResponse* response) {
  using Pending = asio::awaitable<Result<ops::Findings>>;
  return runner_.RunWithoutSession(
      context, request, response, DiagnosisArgsFrom(*request),
      // A config file that cannot be used is a finding; only a selector that cannot be meant is an error.
      [this, selector = SelectorFrom(request->session())](const std::shared_ptr<UnaryCall::Handle>&,
                                                          CallContext ctx,
                                                          ops::DiagnosisArgs args) -> Result<Pending> {
        if (!selector.ok()) return selector.status();
        Result<session::Target> target = sessions_.TargetOf(*selector);
        if (!target.ok()) return target.status();
        args.config_path = std::move(target->config_path);
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
  auto loading =
      sessions_.Get(std::move(reading), std::move(selector), session::SessionStore::Reread::kAlways);
  args.session = co_await std::move(loading);
  auto examining = diagnosis_.Run(std::move(ctx), std::move(args));
  Result<ops::Findings> findings = co_await std::move(examining);
  co_return findings;
}

}  // namespace chutesd::rpc
