#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "chutesd/v1/diagnostics.grpc.pb.h"
#include "chutesd/v1/session.grpc.pb.h"
#include "daemon/model/types.h"
#include "daemon/ops/doctor/diagnosis.h"
#include "daemon/rpc/call_runner.h"
#include "daemon/session/session.h"
#include "daemon/session/session_store.h"

namespace chutesd::rpc {

// What the daemon says about itself; fixed from its start.
struct DaemonFacts {
  std::string socket_path;
  model::Time start_time;
  v1::Launch launch = v1::LAUNCH_UNSPECIFIED;
  std::chrono::seconds idle_exit{0};
  std::string log_path;
  std::int32_t pid = 0;
};

void FillSession(const session::Session& session, v1::Session& message);
void FillDaemonInfo(const DaemonFacts& facts, std::size_t session_count, v1::DaemonInfo& message);

// gRPC face of the session store. Thread-safe; `runner` and `sessions` outlive it.
class SessionService final : public v1::SessionService::CallbackService {
 public:
  SessionService(CallRunner& runner, session::SessionStore& sessions, DaemonFacts facts)
      : runner_(runner), sessions_(sessions), facts_(std::move(facts)) {}

  Reactor* GetSession(ServerContext* context, const v1::GetSessionRequest* request,
                      v1::GetSessionResponse* response) override;
  Reactor* LoadSession(ServerContext* context, const v1::LoadSessionRequest* request,
                       v1::LoadSessionResponse* response) override;
  Reactor* ClearSession(ServerContext* context, const v1::ClearSessionRequest* request,
                        v1::ClearSessionResponse* response) override;

 private:
  CallRunner& runner_;
  session::SessionStore& sessions_;
  const DaemonFacts facts_;
};

// gRPC face of Diagnosis. Thread-safe; the references outlive it.
class DiagnosticsService final : public v1::DiagnosticsService::CallbackService {
 public:
  DiagnosticsService(CallRunner& runner, ops::Diagnosis& diagnosis, session::SessionStore& sessions,
                     DaemonFacts facts)
      : runner_(runner), diagnosis_(diagnosis), sessions_(sessions), facts_(std::move(facts)) {}

  Reactor* Diagnose(ServerContext* context, const v1::DiagnoseRequest* request,
                    v1::DiagnoseResponse* response) override;

 private:
  CallRunner& runner_;
  ops::Diagnosis& diagnosis_;
  session::SessionStore& sessions_;
  const DaemonFacts facts_;
};

}  // namespace chutesd::rpc
