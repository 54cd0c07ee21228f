#include "chutesd/v1/session.pb.h"
#include "client/cli/explanation.h"
#include "client/commands/commands.h"
#include "client/render/error_text.h"
#include "client/render/explain_view.h"

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

cli::Exit Show(Context& context, const chutesd::v1::Session& session) {
  const std::vector<render::ExplainedSetting> settings =
      cli::ExplainSettings(session, context.globals(), context.env());
  if (context.json()) return context.Print(render::ExplainJson(settings));
  return context.PrintTable(render::ExplainTable(settings));
}

}  // namespace

// A file that cannot be used is when this is needed most, so then it shows what is known all the same.
cli::Exit Run(Context& context, const cli::ConfigExplainArgs&) {
  chutesd::v1::GetSessionRequest request;
  *request.mutable_session() = context.selector();
  chutesd::v1::GetSessionResponse reply;
  const rpc::CallResult result = context.Call(rpc::method::kGetSession, request, reply, context.timeout());
  if (result.ok()) {
    for (const std::string& warning : reply.session().warnings()) context.Warn(warning);
    return Show(context, reply.session());
  }
  if (!result.error->config_path.empty()) {
    const cli::Exit shown = Show(context, WithoutFile(context.selector(), result.error->config_path));
    if (shown != cli::Exit::kOk) return shown;
  }
  context.Say(render::ErrorText(*result.error));
  return cli::ExitFor(*result.error);
}

}  // namespace chutes::commands
