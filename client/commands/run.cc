#include <utility>
#include <variant>

#include "client/commands/command_line.h"
#include "proto/support/paths.h"

namespace chutes::commands {
namespace {

// Where no socket can be: `chutes version` works all the same, other commands get this error.
class NoSocket final : public rpc::Rpc {
 public:
  explicit NoSocket(std::string message) : message_(std::move(message)) {}
  rpc::CallResult Call(std::string_view, const google::protobuf::MessageLite&, google::protobuf::MessageLite&,
                       std::chrono::steady_clock::time_point) override {
    return {rpc::NoDaemon(message_, Advice("name a socket with --socket PATH")), {}};
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

Exit RunCommand(const Invocation& line, Platform& platform, const Connect& connect) {
  const Globals& globals = *line.globals;
  Checked<chutesd::v1::SessionSelector> selector = SelectSession(globals, platform);
  // A `~` that the shell has left alone, as in --socket=~/x.
  Checked<std::string> typed = {globals.socket};
  if (typed.value.starts_with('~')) typed = AbsolutePath("--socket", typed.value, platform);
  const auto lookup = [&platform](const std::string& name) { return platform.process.Lookup(name); };
  const chutesd::support::SocketPath found = chutesd::support::ChooseSocketPath(typed.value, lookup);
  rpc::Endpoint endpoint;
  std::unique_ptr<rpc::Rpc> rpc;
  if (found.error.empty()) {
    // A daemon that is started has another folder.
    const Checked<std::string> path = AbsolutePath("the socket", found.path, platform);
    const bool may_start = line.info.starts_daemon && !globals.no_autostart &&
                           platform.process.Value("CHUTESD_AUTOSTART") != "0";
    endpoint = {path.error ? found.path : path.value, found.is_default, may_start && !path.error};
    rpc = connect(endpoint);
  } else {
    rpc = std::make_unique<NoSocket>(found.error);
  }
  Context context(platform, *rpc, globals, std::move(selector.value), std::move(endpoint));
  if (selector.error) return context.Refuse(*selector.error);
  if (typed.error) return context.Refuse(*typed.error);
  Checked<ApiKeyChoice> api_key = ChooseApiKey(globals, platform);
  if (api_key.error) return context.Refuse(*api_key.error);
  context.UseApiKey(std::move(api_key.value));
  return line.command->Run(context);
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
  return RunCommand(std::get<Invocation>(line), platform, connect);
}

}  // namespace chutes::commands
