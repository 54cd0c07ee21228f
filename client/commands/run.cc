#include <fmt/format.h>

#include <utility>
#include <variant>

#include "chutesd/v1/session.pb.h"
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

// The daemon that the command line means.
struct Daemon {
  rpc::Endpoint endpoint;
  std::unique_ptr<rpc::Rpc> rpc;
  std::optional<UsageError> error;
  std::string warning;  // about its place
};

Daemon FindDaemon(const Globals& globals, bool may_start, Platform& platform, const Connect& connect) {
  // A `~` that the shell has left alone, as in --socket=~/x.
  Checked<std::string> typed = {globals.socket};
  if (typed.value.starts_with('~')) typed = AbsolutePath("--socket", typed.value, platform);
  const auto lookup = [&platform](const std::string& name) { return platform.process.Lookup(name); };
  chutesd::support::SocketPath found = chutesd::support::ChooseSocketPath(typed.value, lookup);
  Daemon daemon{{}, nullptr, std::move(typed.error), std::move(found.warning)};
  if (found.error.empty()) {
    // A daemon that is started has another folder.
    const Checked<std::string> path = AbsolutePath("the socket", found.path, platform);
    daemon.endpoint = {path.error ? found.path : path.value, found.is_default, may_start && !path.error};
    daemon.rpc = connect(daemon.endpoint);
  } else {
    daemon.rpc = std::make_unique<NoSocket>(found.error);
  }
  return daemon;
}

// The official CLI takes CHUTES_API_URL only where the config file has no base_url, and would then talk to
// another server than ours without a word.
void WarnOfAnotherApi(const Delegation& delegation, Platform& platform, const Connect& connect) {
  constexpr std::chrono::milliseconds kPatience{2000};
  const Globals& globals = delegation.globals;
  Checked<chutesd::v1::SessionSelector> selector = SelectSession(globals, platform);
  if (selector.error || selector.value.api_url().empty()) return;
  selector.value.set_allow_missing(true);
  const Daemon daemon = FindDaemon(globals, /*may_start=*/false, platform, connect);
  Context context(platform, *daemon.rpc, globals, selector.value, daemon.endpoint);
  chutesd::v1::GetSessionRequest request;
  chutesd::v1::GetSessionResponse reply;
  const bool is_known = context.TryCall(rpc::method::kGetSession, request, reply, kPatience).ok();
  const std::string& of_file = reply.session().file_api_url();
  if (is_known && (of_file.empty() || of_file == reply.session().api_url())) return;
  const std::string instead = is_known ? fmt::format("uses {}, the base_url of the config file", of_file)
                                       : "uses CHUTES_API_URL only where the config file has no base_url";
  context.Warn(
      {"ANOTHER_API", fmt::format("`{}` is the official CLI's, which {}", delegation.name, instead), {}});
}

Exit RunCommand(const Invocation& line, Platform& platform, const Connect& connect) {
  const Globals& globals = *line.globals;
  Checked<chutesd::v1::SessionSelector> selector = SelectSession(globals, platform);
  const bool may_start =
      line.info.starts_daemon && !globals.no_autostart && platform.process.Value("CHUTESD_AUTOSTART") != "0";
  Daemon daemon = FindDaemon(globals, may_start, platform, connect);
  Context context(platform, *daemon.rpc, globals, std::move(selector.value), std::move(daemon.endpoint));
  if (!daemon.warning.empty()) context.Warn({"RUNTIME_FOLDER_NOT_USED", daemon.warning, {}});
  if (selector.error) return context.Refuse(*selector.error);
  if (daemon.error) return context.Refuse(*daemon.error);
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
  if (const auto* delegation = std::get_if<Delegation>(&line)) {
    WarnOfAnotherApi(*delegation, platform, connect);
    return Delegate(*delegation, platform);
  }
  return RunCommand(std::get<Invocation>(line), platform, connect);
}

}  // namespace chutes::commands
