#include "client/commands/daemon_info.h"

namespace chutes::commands {

AskedDaemon AskDaemon(Context& context, std::chrono::milliseconds timeout) {
  context.UseApiKey({});  // it is the daemon that we ask about, not an account
  chutesd::v1::GetSessionRequest request;
  request.set_daemon_only(true);
  // A daemon that does not know `daemon_only` shall not fail for want of an account.
  request.mutable_session()->set_allow_missing(true);
  chutesd::v1::GetSessionResponse reply;
  AskedDaemon asked;
  asked.result = context.Call(rpc::method::kGetSession, request, reply, timeout);
  asked.info = std::move(*reply.mutable_daemon());
  return asked;
}

}  // namespace chutes::commands
