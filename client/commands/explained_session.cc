#include "client/commands/explained_session.h"

#include <utility>

namespace chutes::commands {
namespace {

// What is known of a session whose config file cannot be used.
chutesd::v1::Session WithoutFile(const chutesd::v1::SessionSelector& selector,
                                 const std::string& config_path) {
  chutesd::v1::Session session;
  session.set_config_path(config_path);
  session.set_config_path_origin(selector.config_path().empty() ? chutesd::v1::ORIGIN_DEFAULT
                                                                : selector.config_path_origin());
  session.set_api_url(selector.api_url());
  session.set_api_url_origin(selector.api_url_origin());
  session.set_allow_missing(selector.allow_missing());
  session.set_allow_missing_origin(selector.allow_missing() ? selector.allow_missing_origin()
                                                            : chutesd::v1::ORIGIN_DEFAULT);
  return session;
}

}  // namespace

SessionToExplain AskForSession(Context& context, const chutesd::v1::SessionSelector& selector) {
  chutesd::v1::GetSessionRequest request;
  *request.mutable_session() = selector;
  chutesd::v1::GetSessionResponse reply;
  rpc::CallResult result = context.Call(rpc::method::kGetSession, request, reply, context.timeout());
  if (result.ok()) return {std::move(*reply.mutable_session()), std::nullopt};
  SessionToExplain known;
  const std::string& broken = result.error->config_path;
  known.session = WithoutFile(selector, broken.empty() ? selector.config_path() : broken);
  known.error = std::move(result.error);
  return known;
}

}  // namespace chutes::commands
