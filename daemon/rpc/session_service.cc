#include "daemon/rpc/session_service.h"

#include <utility>

namespace chutesd::rpc {

grpc::ServerUnaryReactor* SessionService::GetSession(grpc::CallbackServerContext* context,
                                                     const v1::GetSessionRequest* request,
                                                     v1::GetSessionResponse* response) {
  return runner_.RunAtOnce(context, request, response,
                           [this, daemon_only = request->daemon_only(),
                            selector = SelectorFrom(request->session())](v1::GetSessionResponse& out) {
                             if (!daemon_only) {
                               if (!selector.ok()) return selector.status();
                               const auto session = sessions_.Get(*selector);
                               if (!session.ok()) return session.status();
                               FillSession(**session, *out.mutable_session());
                             }
                             FillDaemonInfo(facts_, sessions_.size(), *out.mutable_daemon());
                             return OkStatus();
                           });
}

grpc::ServerUnaryReactor* SessionService::LoadSession(grpc::CallbackServerContext* context,
                                                      const v1::LoadSessionRequest* request,
                                                      v1::LoadSessionResponse* response) {
  return runner_.RunAtOnce(context, request, response,
                           [this, selector = SelectorFrom(request->session())](v1::LoadSessionResponse& out) {
                             if (!selector.ok()) return selector.status();
                             const auto session = sessions_.Load(*selector);
                             if (!session.ok()) return session.status();
                             FillSession(**session, *out.mutable_session());
                             return OkStatus();
                           });
}

grpc::ServerUnaryReactor* SessionService::ClearSession(grpc::CallbackServerContext* context,
                                                       const v1::ClearSessionRequest* request,
                                                       v1::ClearSessionResponse* response) {
  return runner_.RunAtOnce(
      context, request, response,
      [this, selector = SelectorFrom(request->session())](v1::ClearSessionResponse& out) {
        if (!selector.ok()) return selector.status();
        out.set_cleared(sessions_.Clear(*selector));
        return OkStatus();
      });
}

}  // namespace chutesd::rpc
