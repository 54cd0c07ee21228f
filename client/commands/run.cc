#include <array>
#include <utility>
#include <variant>

#include "client/commands/command_line.h"
#include "proto/support/socket_choice.h"

namespace chutes::commands {
namespace {

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
    error.next = Advice("name a socket with --socket PATH");
    return {std::move(error), {}};
  }

 private:
  std::string message_;
};

// Blanks the values of --value and --token before anybody else reads the command line. Looks at the words
// alone, so that it finds them in a command line that is wrong, too.
void BlankSecrets(const std::vector<std::string>& words, terminal::Process& process) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (const std::string option : {"--value", "--token"}) {
      if (words[i] == option && i + 1 < words.size()) process.BlankArgument(i + 1, 0);
      if (words[i].starts_with(option + "=")) process.BlankArgument(i, option.size() + 1);
    }
  }
}

// A `~` that the shell has left alone, as in --socket=~/x.
Checked<std::string> ExpandHome(const std::string& socket, const World& world) {
  if (!socket.starts_with('~')) return {socket};
  return AbsolutePath("--socket", socket, world);
}

struct Connection {
  rpc::Endpoint endpoint;  // without a path if there is no place for a socket
  std::unique_ptr<rpc::Rpc> rpc;
};

Connection ConnectTo(const std::string& socket, bool may_start, const World& world, const Connect& connect) {
  const auto lookup = [&world](const std::string& name) { return world.process.Lookup(name); };
  chutesd::support::SocketPath found = chutesd::support::ChooseSocketPath(socket, lookup);
  if (!found.error.empty()) return {{}, std::make_unique<NoSocket>(found.error)};
  // A daemon that is started has another folder.
  const Checked<std::string> path = AbsolutePath("the socket", found.path, world);
  rpc::Endpoint endpoint{path.error ? found.path : path.value, found.is_default, may_start && !path.error};
  std::unique_ptr<rpc::Rpc> rpc = connect(endpoint);
  return {std::move(endpoint), std::move(rpc)};
}

Exit RunCommand(const Globals& globals, Command& command, World& world, const Connect& connect) {
  const bool may_start = command.info().starts_daemon && !globals.no_autostart &&
                         world.process.Value("CHUTESD_AUTOSTART") != "0";
  Checked<chutesd::v1::SessionSelector> selector = SelectSession(globals, world);
  const Checked<std::string> socket = ExpandHome(globals.socket, world);
  Connection connection = ConnectTo(socket.value, may_start, world, connect);
  Context context(world, *connection.rpc, globals, std::move(selector.value), std::move(connection.endpoint));
  if (selector.error) return context.Refuse(*selector.error);
  if (socket.error) return context.Refuse(*socket.error);
  Checked<ApiKeyChoice> api_key = ChooseApiKey(globals, world);
  if (api_key.error) return context.Refuse(*api_key.error);
  context.UseApiKey(std::move(api_key.value));
  return command.Run(context);
}

}  // namespace

Exit RunChutes(std::vector<std::string> words, World& world, const Connect& connect) {
  BlankSecrets(words, world.process);
  CommandLine line = ParseCommandLine(std::move(words));
  if (const auto* early = std::get_if<EarlyExit>(&line)) {
    if (!early->err.empty()) world.terminal.Err(early->err);
    return early->out.empty() || world.terminal.Out(early->out) ? early->exit : Exit::kError;
  }
  if (const auto* delegation = std::get_if<Delegation>(&line)) return Delegate(*delegation, world);
  const auto& invocation = std::get<Invocation>(line);
  return RunCommand(*invocation.globals, *invocation.command, world, connect);
}

}  // namespace chutes::commands
