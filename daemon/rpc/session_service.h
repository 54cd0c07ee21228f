#pragma once

#include <asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <utility>

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
  using Pending = asio::awaitable<Result<session::SessionPtr>>;

  // What RunWithoutSession starts for a call that is about the session itself.
  std::function<Result<Pending>(const std::shared_ptr<UnaryCall::Handle>&, CallContext, session::Selector)>
  Getting(session::SessionStore::Reread reread);
  asio::awaitable<Result<bool>> Clear(session::Selector selector);

  CallRunner& runner_;
  session::SessionStore& sessions_;
  const DaemonFacts facts_;
};

}  // namespace chutesd::rpc
