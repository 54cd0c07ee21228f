#pragma once

#include <google/protobuf/message_lite.h>

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "chutesd/v1/selector.pb.h"
#include "chutesd/v1/session.pb.h"
#include "client/commands/options.h"
#include "client/render/next_step.h"
#include "client/render/settings_view.h"
#include "client/render/shown_text.h"
#include "client/rpc/endpoint.h"
#include "client/rpc/rpc.h"
#include "client/terminal/process.h"

namespace chutes::commands {

// What a person is asked about before it is done.
struct Danger {
  std::string_view why = "deleting cannot be undone";  // it is not done unasked
  std::string_view declined = "Nothing was deleted.";
  bool takes_line = true;  // a line from standard input can say yes
};

// What every command works with: the daemon, the platform, the options of every command.
class Context {
 public:
  Context(Platform& platform, rpc::Rpc& rpc, const Globals& globals, chutesd::v1::SessionSelector selector,
          rpc::Endpoint endpoint = {})
      : platform_(platform),
        rpc_(rpc),
        globals_(globals),
        selector_(std::move(selector)),
        endpoint_(std::move(endpoint)),
        in_force_(OptionsInForce(globals)) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  // Sends the key with every call from now on. An empty one: no key any more.
  void UseApiKey(ApiKeyChoice api_key) { api_key_ = std::move(api_key); }

  Platform& platform() { return platform_; }
  terminal::Terminal& terminal() { return platform_.terminal; }
  terminal::Files& files() { return platform_.files; }
  terminal::Process& process() { return platform_.process; }
  start::DaemonHost& daemons() { return platform_.daemons; }
  // Which session to ask for, without the API key.
  const chutesd::v1::SessionSelector& selector() const { return selector_; }
  const Globals& globals() const { return globals_; }
  // Where the daemon is; the path is empty if there is no place for one.
  const rpc::Endpoint& endpoint() const { return endpoint_; }
  std::chrono::steady_clock::time_point deadline() const {
    return std::chrono::steady_clock::now() + globals_.timeout;
  }
  bool json() const { return globals_.json; }
  // Whether results go to a person: a table on a terminal.
  bool for_people() const { return !json() && platform_.terminal.facts().out; }
  // How results are shown.
  render::Form form() const;

  // Calls the daemon and shows its warnings and the reply's. Nothing on success; else the error has been
  // shown and the command ends with this exit status. A request that names no session gets the one in use.
  // `look` shows whether a change happened, if nobody knows; empty for a call that only reads.
  template <typename Request, typename Reply>
  std::optional<Exit> Call(std::string_view method, Request& request, Reply& reply,
                           const NextStep& look = {}) {
    rpc::CallResult result = TryCall(method, request, reply);
    if (result.ok()) return std::nullopt;
    return FailWith(*std::move(result.error), look);
  }
  // The same without showing an error. `timeout`: instead of the one that every command has.
  template <typename Request, typename Reply>
  rpc::CallResult TryCall(std::string_view method, Request& request, Reply& reply,
                          std::optional<std::chrono::milliseconds> timeout = {}) {
    if (!request.has_session()) *request.mutable_session() = selector_;
    AddApiKey(*request.mutable_session());
    rpc::CallResult result = Send(method, request, reply, timeout.value_or(globals_.timeout));
    if constexpr (requires { reply.warnings(); }) WarnOf(reply);
    return result;
  }

  // Data for standard output. kError, said on standard error, if it could not be written.
  Exit Print(std::string_view text);
  // Data that are shown once: where standard output fails, a terminal on standard error gets them.
  Exit PrintOnce(std::string_view text, const NextStep& if_lost);
  // Refuses, before it is made, what could not be shown. Nothing if standard output is there.
  std::optional<Exit> RequireOutput();
  // After a list on a terminal: what part of it was shown and how to see the next. `command` lists.
  void NotePage(const render::PageShown& shown, int count, int total, const std::string& command);

  // For commands about the daemon's process. Nothing if there is a place for its socket.
  std::optional<Exit> RequireSocket();
  // What the user's systemd does about this socket.
  start::UnitState QueryUnits() { return platform_.daemons.QueryUnits(endpoint_); }

  // Asks "QUESTION [y/N]" on the terminal unless `yes`. Nothing to go on; else the exit status: declined,
  // or no terminal to ask on, when `command` plus --yes is named. A line that says yes on a standard input
  // that is no terminal is an answer as well.
  std::optional<Exit> Confirm(bool yes, std::string_view question, const std::string& command,
                              const Danger& danger = {});
  // The same check before anything is asked of the daemon: nothing if Confirm could ask or need not.
  std::optional<Exit> RequireTerminalOrYes(bool yes, const std::string& command, const Danger& danger = {});

  // Talk, for standard error.
  void Say(std::string_view text);
  // Each warning is shown once.
  void Warn(const rpc::Warning& warning);
  // All that a reply or a session has.
  template <typename Reply>
  void WarnOf(const Reply& reply) {
    for (const auto& each : reply.warnings()) {
      Warn({each.code(), each.text(), {each.facts().begin(), each.facts().end()}});
    }
  }
  // The options that say which account and daemon, for every command that is shown.
  const render::InForce& in_force() const { return in_force_; }
  // Before a command is shown that deletes or replaces something: asks the daemon for the account's name,
  // once, so that `in_force` has it.
  void NameAccountFor(const NextStep& step);
  // Every error with a next step leaves by one of these.
  Exit Fail(Exit exit, std::string_view message, const NextStep& next);
  Exit FailWith(rpc::CallError error, const NextStep& look = {});
  Exit Refuse(const UsageError& error);

 private:
  void AddApiKey(chutesd::v1::SessionSelector& session) const;
  // Whether standard input, which is no terminal, said yes in its first line.
  bool HasConsent(const Danger& danger);
  rpc::CallResult Send(std::string_view method, const google::protobuf::MessageLite& request,
                       google::protobuf::MessageLite& reply, std::chrono::milliseconds timeout);

  Platform& platform_;
  rpc::Rpc& rpc_;
  const Globals& globals_;
  chutesd::v1::SessionSelector selector_;
  ApiKeyChoice api_key_;
  rpc::Endpoint endpoint_;
  render::InForce in_force_;
  bool account_asked_ = false;
  std::optional<std::string> consent_;  // as it was read
  std::set<std::string> warned_;
};

// The config file that requests go by: what the command line or the environment names, else the daemon's own
// choice. If the daemon cannot be asked that has been shown, and the command ends with this exit status.
std::optional<Exit> FindConfigPath(Context& context, std::string& path);

// A session to explain. If it could not be had there is an error, and the session has what is known all the
// same: what the command line and the environment say, and the path if the error is about the file.
struct SessionToExplain {
  chutesd::v1::Session session;
  std::optional<rpc::CallError> error;
};

SessionToExplain AskForSession(Context& context, const chutesd::v1::SessionSelector& selector);

// Each setting of `session` as the daemon told it, with what the command line, the environment and the file
// say besides. Secrets are masked. Reads the environment and nothing else.
std::vector<render::ExplainedSetting> ExplainSettings(const chutesd::v1::Session& session,
                                                      const Globals& globals, const Platform& platform);

struct DaemonReply {
  rpc::CallResult result;
  chutesd::v1::DaemonInfo info;  // filled if the call succeeded
};

// Asks the daemon about itself, whatever state the account is in. `timeout` as for Context::TryCall.
DaemonReply AskDaemon(Context& context, std::optional<std::chrono::milliseconds> timeout = {});

}  // namespace chutes::commands
