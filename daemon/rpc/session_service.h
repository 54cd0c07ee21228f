#pragma once

#include "chutesd/v1/session.grpc.pb.h"
#include "daemon/rpc/call_runner.h"
#include "daemon/rpc/session_messages.h"
#include "daemon/session/session_store.h"

namespace chutesd::rpc {

// gRPC face of the session store. Thread-safe; `runner` and `sessions` outlive it.
class SessionService final : public v1::SessionService::CallbackService {
 public:
  SessionService(CallRunner& runner, session::SessionStore& sessions, DaemonFacts facts)
      : runner_(runner), sessions_(sessions), facts_(std::move(facts)) {}

  grpc::ServerUnaryReactor* GetSession(grpc::CallbackServerContext* context,
                                       const v1::GetSessionRequest* request,
                                       v1::GetSessionResponse* response) override;
  grpc::ServerUnaryReactor* LoadSession(grpc::CallbackServerContext* context,
                                        const v1::LoadSessionRequest* request,
                                        v1::LoadSessionResponse* response) override;
  grpc::ServerUnaryReactor* ClearSession(grpc::CallbackServerContext* context,
                                         const v1::ClearSessionRequest* request,
                                         v1::ClearSessionResponse* response) override;

 private:
  CallRunner& runner_;
  session::SessionStore& sessions_;
  const DaemonFacts facts_;
};

}  // namespace chutesd::rpc
