#include "daemon/rpc/session_service.h"

#include "chutes/version.h"
#include "daemon/rpc/common_messages.h"

namespace chutesd::rpc {

void FillSession(const session::Session& session, v1::Session& message) {
  message.set_config_path(session.config_path);
  message.set_config_path_origin(OriginMessage(session.config_path_origin));
  message.set_api_url(session.api_url);
  message.set_api_url_origin(OriginMessage(session.api_url_origin));
  message.set_username(session.username);
  message.set_user_id(session.user_id);
  message.set_hotkey_name(session.hotkey_name);
  message.set_hotkey_ss58_address(session.hotkey_ss58_address);
  message.set_payment_address(session.payment_address);
  message.set_can_sign(session.hotkey != nullptr);
  *message.mutable_load_time() =
      TimeMessage(std::chrono::time_point_cast<std::chrono::microseconds>(session.load_time));
  AddAll(session.warnings, *message.mutable_warnings());
  message.set_allow_missing(session.allow_missing);
  message.set_allow_missing_origin(OriginMessage(session.allow_missing_origin));
  if (session.hotkey != nullptr) {
    message.set_auth_method(v1::AUTH_METHOD_HOTKEY);
  } else if (session.api_key != nullptr) {
    message.set_auth_method(v1::AUTH_METHOD_API_KEY);
  }
  message.set_api_key_origin(OriginMessage(session.api_key_origin));
  message.set_api_key_id(session.api_key_id);
  message.set_file_api_url(session.base_url.value_or(""));
}

void FillDaemonInfo(const DaemonFacts& facts, std::size_t session_count, v1::DaemonInfo& message) {
  message.set_version(std::string(chutes::kVersion));
  message.set_commit(std::string(chutes::kCommit));
  message.set_pid(facts.pid);
  *message.mutable_start_time() = TimeMessage(facts.start_time);
  message.set_socket_path(facts.socket_path);
  message.set_session_count(static_cast<std::int32_t>(session_count));
  message.set_launch(facts.launch);
  message.set_idle_exit_seconds(static_cast<std::int32_t>(facts.idle_exit.count()));
  message.set_log_path(facts.log_path);
}

Reactor* SessionService::GetSession(ServerContext* context, const v1::GetSessionRequest* request,
                                    v1::GetSessionResponse* response) {
  Result<session::Selector> selector = SelectorFrom(request->session());
  const session::SessionPtr fresh =
      request->daemon_only() || !selector.ok() ? nullptr : sessions_.Fresh(*selector);
  if (request->daemon_only() || fresh != nullptr) {
    return runner_.RunInHandler(context, request, response, [this, &fresh](v1::GetSessionResponse& out) {
      if (fresh != nullptr) FillSession(*fresh, *out.mutable_session());
      FillDaemonInfo(facts_, sessions_.size(), *out.mutable_daemon());
      return OkStatus();
    });
  }
  return runner_.RunOnLoop(context, request, response, std::move(selector),
                           Getting(session::SessionStore::Reread::kIfChanged),
                           [this](const session::SessionPtr& session, v1::GetSessionResponse& out) {
                             FillSession(*session, *out.mutable_session());
                             FillDaemonInfo(facts_, sessions_.size(), *out.mutable_daemon());
                           });
}

Reactor* SessionService::LoadSession(ServerContext* context, const v1::LoadSessionRequest* request,
                                     v1::LoadSessionResponse* response) {
  return runner_.RunOnLoop(context, request, response, SelectorFrom(request->session()),
                           Getting(session::SessionStore::Reread::kAlways),
                           [](const session::SessionPtr& session, v1::LoadSessionResponse& out) {
                             FillSession(*session, *out.mutable_session());
                           });
}

Reactor* SessionService::ClearSession(ServerContext* context, const v1::ClearSessionRequest* request,
                                      v1::ClearSessionResponse* response) {
  return runner_.RunOnLoop(
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
