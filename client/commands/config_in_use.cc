#include "client/commands/config_in_use.h"

#include <utility>

#include "chutesd/v1/session.pb.h"

namespace chutes::commands {

std::optional<std::string> ConfigPathInUse(Context& context, rpc::CallError& error) {
  if (!context.selector().config_path().empty()) return context.selector().config_path();
  chutesd::v1::GetSessionRequest request;
  *request.mutable_session() = context.selector();
  chutesd::v1::GetSessionResponse reply;
  rpc::CallResult result = context.Call(rpc::method::kGetSession, request, reply, context.timeout());
  if (result.ok()) return reply.session().config_path();
  if (!result.error->config_path.empty()) return result.error->config_path;
  error = *std::move(result.error);
  return std::nullopt;
}

}  // namespace chutes::commands
