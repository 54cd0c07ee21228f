#pragma once

#include <asio/awaitable.hpp>
#include <utility>

#include "chutesd/v1/diagnostics.grpc.pb.h"
#include "chutesd/v1/diagnostics.pb.h"
#include "daemon/base/failure.h"
#include "daemon/ops/doctor/diagnosis.h"
#include "daemon/rpc/call_runner.h"
#include "daemon/rpc/session_service.h"
#include "daemon/session/session_store.h"

namespace chutesd::rpc {

// Checks requests for an examination, and translates what was found.
// What the request says; the session store knows the rest. INVALID_ARGUMENT names `wallets_path`.
Result<ops::DiagnosisArgs> DiagnosisArgsFrom(const v1::DiagnoseRequest& request);

void FillFindings(const ops::Findings& findings, v1::DiagnoseResponse& response);

// gRPC face of Diagnosis. Thread-safe; the references outlive it.
class DiagnosticsService final : public v1::DiagnosticsService::CallbackService {
 public:
  DiagnosticsService(CallRunner& runner, ops::Diagnosis& diagnosis, session::SessionStore& sessions,
                     DaemonFacts facts)
      : runner_(runner), diagnosis_(diagnosis), sessions_(sessions), facts_(std::move(facts)) {}

  Reactor* Diagnose(ServerContext* context, const v1::DiagnoseRequest* request,
                    v1::DiagnoseResponse* response) override;

 private:
  // Reads the config file anew, and begins with what became of that.
  asio::awaitable<Result<ops::Findings>> Examine(CallContext ctx, session::Selector selector,
                                                 ops::DiagnosisArgs args);

  CallRunner& runner_;
  ops::Diagnosis& diagnosis_;
  session::SessionStore& sessions_;
  const DaemonFacts facts_;
};

}  // namespace chutesd::rpc
