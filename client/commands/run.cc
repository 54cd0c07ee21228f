#include <array>
#include <utility>
#include <variant>

#include "client/commands/command_line.h"
#include "proto/support/paths.h"

namespace chutes::commands {

// A line here is all that registers a command. The order is that of --help.
#define EVERY_COMMAND(X) \
  X(Register)            \
  X(Refinger)            \
  X(Status)              \
  X(Whoami)              \
  X(Profiles)            \
  X(Doctor)              \
  X(Version)             \
  X(KeysList)            \
  X(KeysCount)           \
  X(KeysCreate)          \
  X(KeysGet)             \
  X(KeysDelete)          \
  X(SecretsList)         \
  X(SecretsCreate)       \
  X(SecretsSet)          \
  X(SecretsGet)          \
  X(SecretsDelete)       \
  X(ConfigPath)          \
  X(ConfigShow)          \
  X(ConfigExplain)       \
  X(ConfigCheck)         \
  X(DaemonStart)         \
  X(DaemonStop)          \
  X(DaemonRestart)       \
  X(DaemonStatus)        \
  X(DaemonLogs)

#define DECLARE(name) std::unique_ptr<Command> Make##name();
EVERY_COMMAND(DECLARE)

namespace {

constexpr std::array kGroups = {
    GroupInfo{"keys", "Manage API keys", "list"},
    GroupInfo{"secrets", "Manage secrets that chutes find in their environment", "list"},
    GroupInfo{"config", "Show and check the settings that are in force", "explain"},
    GroupInfo{"daemon", "Start, stop and watch the daemon", "status"},
};

#define MAKE(name) Make##name,
constexpr MakeCommand kCommands[] = {EVERY_COMMAND(MAKE)};

}  // namespace

std::span<const GroupInfo> Groups() { return kGroups; }

std::span<const MakeCommand> Commands() { return kCommands; }

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
Checked<std::string> ExpandHome(const std::string& socket, const Platform& platform) {
  if (!socket.starts_with('~')) return {socket};
  return AbsolutePath("--socket", socket, platform);
}

struct Connection {
  rpc::Endpoint endpoint;  // without a path if there is no place for a socket
  std::unique_ptr<rpc::Rpc> rpc;
};

Connection ConnectTo(const std::string& socket, bool may_start, const Platform& platform,
                     const Connect& connect) {
  const auto lookup = [&platform](const std::string& name) { return platform.process.Lookup(name); };
  chutesd::support::SocketPath found = chutesd::support::ChooseSocketPath(socket, lookup);
  if (!found.error.empty()) return {{}, std::make_unique<NoSocket>(found.error)};
  // A daemon that is started has another folder.
  const Checked<std::string> path = AbsolutePath("the socket", found.path, platform);
  rpc::Endpoint endpoint{path.error ? found.path : path.value, found.is_default, may_start && !path.error};
  std::unique_ptr<rpc::Rpc> rpc = connect(endpoint);
  return {std::move(endpoint), std::move(rpc)};
}

Exit RunCommand(const Globals& globals, Command& command, Platform& platform, const Connect& connect) {
  const bool may_start = command.info().starts_daemon && !globals.no_autostart &&
                         platform.process.Value("CHUTESD_AUTOSTART") != "0";
  Checked<chutesd::v1::SessionSelector> selector = SelectSession(globals, platform);
  const Checked<std::string> socket = ExpandHome(globals.socket, platform);
  Connection connection = ConnectTo(socket.value, may_start, platform, connect);
  Context context(platform, *connection.rpc, globals, std::move(selector.value),
                  std::move(connection.endpoint));
  if (selector.error) return context.Refuse(*selector.error);
  if (socket.error) return context.Refuse(*socket.error);
  Checked<ApiKeyChoice> api_key = ChooseApiKey(globals, platform);
  if (api_key.error) return context.Refuse(*api_key.error);
  context.UseApiKey(std::move(api_key.value));
  return command.Run(context);
}

}  // namespace

Exit RunChutes(std::vector<std::string> words, Platform& platform, const Connect& connect) {
  BlankSecrets(words, platform.process);
  CommandLine line = ParseCommandLine(std::move(words));
  if (const auto* early = std::get_if<EarlyExit>(&line)) {
    if (!early->err.empty()) platform.terminal.Err(early->err);
    return early->out.empty() || platform.terminal.Out(early->out) ? early->exit : Exit::kError;
  }
  if (const auto* delegation = std::get_if<Delegation>(&line)) return Delegate(*delegation, platform);
  const auto& invocation = std::get<Invocation>(line);
  return RunCommand(*invocation.globals, *invocation.command, platform, connect);
}

}  // namespace chutes::commands
