#include "client/commands/run.h"

#include <utility>
#include <variant>

#include "client/cli/api_key_choice.h"
#include "client/cli/command_line.h"
#include "client/cli/official_command.h"
#include "client/cli/secret_arguments.h"
#include "client/cli/selector.h"
#include "client/commands/commands.h"
#include "client/commands/hand_over.h"
#include "client/render/error_text.h"
#include "client/rpc/wipe.h"
#include "proto/support/socket_choice.h"

namespace chutes::commands {
namespace {

using chutesd::support::ChooseSocketPath;
using chutesd::support::SocketPath;

// Where no socket can be: `chutes version` works all the same, other commands get this error.
class NoSocket final : public rpc::Rpc {
 public:
  explicit NoSocket(std::string message) : message_(std::move(message)) {}
  rpc::CallResult Call(std::string_view, const google::protobuf::MessageLite&, google::protobuf::MessageLite&,
                       std::chrono::steady_clock::time_point) override {
    rpc::CallError error;
    error.fault = rpc::Fault::kNoDaemon;
    error.code = rpc::Code::kUnavailable;
    error.message = message_;
    error.next_step = "chutes status --socket PATH";
    return {std::move(error), {}};
  }

 private:
  std::string message_;
};

// A `~` that the shell has left alone, as in --socket=~/x.
cli::Checked<std::string> ExpandHome(const std::string& socket, const cli::Env& env) {
  if (!socket.starts_with('~')) return {socket, std::nullopt};
  return cli::AbsolutePath("--socket", socket, env);
}

// Commands that ask about the daemon itself, or do something about it, shall find it as it is.
struct MayStartDaemon {
  bool operator()(const cli::VersionArgs&) const { return false; }
  bool operator()(const cli::DaemonStartArgs&) const { return false; }
  bool operator()(const cli::DaemonStopArgs&) const { return false; }
  bool operator()(const cli::DaemonRestartArgs&) const { return false; }
  bool operator()(const cli::DaemonStatusArgs&) const { return false; }
  bool operator()(const cli::DaemonLogsArgs&) const { return false; }
  template <typename Other>
  bool operator()(const Other&) const {
    return true;
  }
};

bool MayStart(const cli::Invocation& invocation, const cli::Env& env) {
  const std::string wanted = env.lookup("CHUTESD_AUTOSTART").value_or("");
  return invocation.globals.autostart && wanted != "0" && std::visit(MayStartDaemon(), invocation.command);
}

struct Way {
  rpc::Endpoint endpoint;  // without a path if there is no place for a socket
  std::unique_ptr<rpc::Rpc> rpc;
};

Way FindWay(const std::string& socket, bool may_start, const cli::Env& env, const Connect& connect) {
  SocketPath found = ChooseSocketPath(socket, env.lookup);
  if (!found.error.empty()) return {{}, std::make_unique<NoSocket>(found.error)};
  // A daemon that is started has another folder.
  const cli::Checked<std::string> path = cli::AbsolutePath("the socket", found.path, env);
  rpc::Endpoint endpoint{path.error ? found.path : path.value, found.is_default, may_start && !path.error};
  std::unique_ptr<rpc::Rpc> rpc = connect(endpoint);
  return {std::move(endpoint), std::move(rpc)};
}

cli::Exit Refuse(const cli::UsageError& wrong, const cli::Env& env) {
  env.err(render::ErrorText(wrong.message, wrong.next));
  return cli::Exit::kUsage;
}

void WipeSecrets(cli::Command& command) {
  if (auto* args = std::get_if<cli::RegisterArgs>(&command)) rpc::Wipe(args->token);
  if (auto* args = std::get_if<cli::SecretsCreateArgs>(&command)) rpc::Wipe(args->value);
  if (auto* args = std::get_if<cli::SecretsSetArgs>(&command)) rpc::Wipe(args->secret.value);
}

}  // namespace

cli::Exit RunChutes(std::vector<std::string> args, cli::Env& env, const Connect& connect) {
  for (const cli::SecretArgument& secret : cli::FindSecretArguments(args)) {
    env.blank_argument(secret.argument, secret.from);
  }
  if (const std::optional<cli::Checked<cli::OfficialCommand>> official =
          cli::ReadOfficialCommand(args, env)) {
    return official->error ? Refuse(*official->error, env) : HandOver(official->value, env);
  }
  std::variant<cli::Invocation, cli::Stop> parsed = cli::ParseCommandLine(std::move(args));
  if (const auto* stop = std::get_if<cli::Stop>(&parsed)) {
    if (!stop->err.empty()) env.err(stop->err);
    return stop->out.empty() || env.out(stop->out) ? stop->exit : cli::Exit::kError;
  }
  auto& invocation = std::get<cli::Invocation>(parsed);
  cli::Checked<chutesd::v1::SessionSelector> selector = cli::SelectSession(invocation.globals, env);
  const cli::Checked<std::string> socket = ExpandHome(invocation.globals.socket, env);
  Way way = FindWay(socket.value, MayStart(invocation, env), env, connect);
  Context context(env, *way.rpc, invocation.globals, std::move(selector.value), std::move(way.endpoint));
  if (selector.error) return context.Refuse(*selector.error);
  if (socket.error) return context.Refuse(*socket.error);
  cli::Checked<cli::ApiKeyChoice> api_key = cli::ChooseApiKey(invocation.globals, env);
  if (api_key.error) return context.Refuse(*api_key.error);
  context.UseApiKey(std::move(api_key.value));
  const cli::Exit exit =
      std::visit([&context](const auto& command) { return Run(context, command); }, invocation.command);
  WipeSecrets(invocation.command);
  return exit;
}

}  // namespace chutes::commands
