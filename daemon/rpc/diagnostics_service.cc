#include "daemon/rpc/diagnostics_service.h"

#include <memory>
#include <utility>

#include "daemon/rpc/diagnostics_messages.h"

namespace chutesd::rpc {

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
        args.session = sessions_.Load(*selector);
        return diagnosis_.Run(std::move(ctx), std::move(args));
      },
      [this](const ops::Findings& findings, v1::DiagnoseResponse& out) {
        FillFindings(findings, out);
        FillDaemonInfo(facts_, sessions_.size(), *out.mutable_daemon());
      });
}

}  // namespace chutesd::rpc
