#include "daemon/rpc/session_service.h"

#include <utility>

namespace chutesd::rpc {

grpc::ServerUnaryReactor* SessionService::GetSession(grpc::CallbackServerContext* context,
                                                     const v1::GetSessionRequest* request,
                                                     v1::GetSessionResponse* response) {
  Result<session::Selector> selector = SelectorFrom(request->session());
  const session::SessionPtr fresh =
      request->daemon_only() || !selector.ok() ? nullptr : sessions_.Fresh(*selector);
  if (request->daemon_only() || fresh != nullptr) {
    return runner_.RunAtOnce(context, request, response, [this, &fresh](v1::GetSessionResponse& out) {
      if (fresh != nullptr) FillSession(*fresh, *out.mutable_session());
      FillDaemonInfo(facts_, sessions_.size(), *out.mutable_daemon());
      return OkStatus();
    });
  }
  return runner_.RunWithoutSession(context, request, response, std::move(selector),
                                   Getting(session::SessionStore::Reread::kIfChanged),
                                   [this](const session::SessionPtr& session, v1::GetSessionResponse& out) {
                                     FillSession(*session, *out.mutable_session());
                                     FillDaemonInfo(facts_, sessions_.size(), *out.mutable_daemon());
                                   });
}

grpc::ServerUnaryReactor* SessionService::LoadSession(grpc::CallbackServerContext* context,
                                                      const v1::LoadSessionRequest* request,
                                                      v1::LoadSessionResponse* response) {
  return runner_.RunWithoutSession(context, request, response, SelectorFrom(request->session()),
                                   Getting(session::SessionStore::Reread::kAlways),
                                   [](const session::SessionPtr& session, v1::LoadSessionResponse& out) {
                                     FillSession(*session, *out.mutable_session());
                                   });
}

grpc::ServerUnaryReactor* SessionService::ClearSession(grpc::CallbackServerContext* context,
                                                       const v1::ClearSessionRequest* request,
                                                       v1::ClearSessionResponse* response) {
  return runner_.RunWithoutSession(
      context, request, response, SelectorFrom(request->session()),
      [this](const std::shared_ptr<UnaryCall::Handle>&, CallContext, session::Selector selector) {
        return Result<asio::awaitable<Result<bool>>>(Clear(std::move(selector)));
      },
      [](bool cleared, v1::ClearSessionResponse& out) { out.set_cleared(cleared); });
}

std::function<Result<SessionService::Pending>(const std::shared_ptr<UnaryCall::Handle>&, CallContext,
                                              session::Selector)>
SessionService::Getting(session::SessionStore::Reread reread) {
  return [this, reread](const std::shared_ptr<UnaryCall::Handle>&, CallContext ctx,
                        session::Selector selector) -> Result<Pending> {
    return sessions_.Get(std::move(ctx), std::move(selector), reread);
  };
}

asio::awaitable<Result<bool>> SessionService::Clear(session::Selector selector) {
  co_return sessions_.Clear(selector);
}

}  // namespace chutesd::rpc
