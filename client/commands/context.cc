#include "client/commands/context.h"

#include <fmt/format.h>

#include "chutesd/v1/session.pb.h"
#include "client/render/error_text.h"

namespace chutes::commands {

using cli::Exit;

rpc::CallResult Context::CallAsItIs(std::string_view method, const google::protobuf::MessageLite& request,
                                    google::protobuf::MessageLite& reply, std::chrono::milliseconds timeout) {
  rpc::CallResult result = rpc_.Call(method, request, reply, std::chrono::steady_clock::now() + timeout);
  for (const std::string& warning : result.warnings) Warn(warning);
  return result;
}

std::optional<Exit> Context::AskAsItIs(std::string_view method, const google::protobuf::MessageLite& request,
                                       google::protobuf::MessageLite& reply, const Effect& effect) {
  rpc::CallResult result = CallAsItIs(method, request, reply, globals_.timeout);
  if (result.ok()) return std::nullopt;
  return FailWith(*std::move(result.error), effect);
}

std::optional<Exit> Context::RequireSocket() {
  if (!endpoint_.path.empty()) return std::nullopt;
  // Whatever is asked, the answer is why there is no place.
  chutesd::v1::GetSessionRequest request;
  chutesd::v1::GetSessionResponse reply;
  return Ask(rpc::method::kGetSession, request, reply);
}

Exit Context::FailWith(rpc::CallError error, const Effect& effect) {
  if (error.outcome_unknown && !effect.look.empty()) {
    error.message += "; whether the change was made is not known";
    error.next_step = effect.look;
  }
  Say(render::ErrorText(error));
  return cli::ExitFor(error);
}

Exit Context::Print(std::string_view text) {
  if (env_.out(text)) return Exit::kOk;
  return Fail(Exit::kError, "standard output could not be written",
              "df -h .   (and look at where the output goes)");
}

Exit Context::PrintTable(const render::Table& table) { return Print(render::RenderTable(table, style())); }

Exit Context::PrintOnce(std::string_view text, std::string_view if_lost) {
  if (env_.out(text)) return Exit::kOk;
  if (env_.err_is_terminal && env_.err(text)) {
    return Fail(Exit::kError, "standard output could not be written, so this is shown here", "");
  }
  return Fail(Exit::kError, "standard output could not be written and what was to be shown once is lost",
              if_lost);
}

std::optional<Exit> Context::RequireOutput() {
  if (env_.out("")) return std::nullopt;
  return Fail(Exit::kError, "standard output is closed, and the result is shown only once; nothing was done",
              "try again without >&-");
}

void Context::Say(std::string_view text) { env_.err(text); }

void Context::Warn(const std::string& warning) {
  if (warned_.insert(warning).second) Say(render::WarningText(warning));
}

Exit Context::Fail(Exit exit, std::string_view message, std::string_view next_step) {
  Say(render::ErrorText(message, next_step));
  return exit;
}

Exit Context::Refuse(const cli::UsageError& error) { return Fail(Exit::kUsage, error.message, error.next); }

}  // namespace chutes::commands
