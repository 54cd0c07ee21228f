#pragma once

#include <google/protobuf/message_lite.h>

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "chutesd/v1/selector.pb.h"
#include "client/cli/api_key_choice.h"
#include "client/cli/arguments.h"
#include "client/cli/env.h"
#include "client/cli/exit_code.h"
#include "client/cli/locale.h"
#include "client/cli/usage.h"
#include "client/render/table.h"
#include "client/rpc/endpoint.h"
#include "client/rpc/rpc.h"
#include "client/rpc/wipe.h"

namespace chutes::commands {

// What a call does to the account, for the case that its outcome stays unknown.
struct Effect {
  // Nothing: the call only reads.
  std::string_view look;  // else the command that shows whether it happened
};

// What every command works with: the daemon, the world outside, the options of every command.
class Context {
 public:
  Context(cli::Env& env, rpc::Rpc& rpc, const cli::Globals& globals, chutesd::v1::SessionSelector selector,
          rpc::Endpoint endpoint = {})
      : env_(env),
        rpc_(rpc),
        globals_(globals),
        selector_(std::move(selector)),
        endpoint_(std::move(endpoint)) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() { rpc::Wipe(api_key_.text); }

  // Sends the key with every call from now on. An empty one: no key any more.
  void UseApiKey(cli::ApiKeyChoice api_key) {
    rpc::Wipe(api_key_.text);
    api_key_ = std::move(api_key);
  }

  cli::Env& env() { return env_; }
  // Which session to ask for; the API key is added to each request for the time of its call.
  const chutesd::v1::SessionSelector& selector() const { return selector_; }
  const cli::Globals& globals() const { return globals_; }
  // Where the daemon is; the path is empty if there is no place for one.
  const rpc::Endpoint& endpoint() const { return endpoint_; }
  std::chrono::milliseconds timeout() const { return globals_.timeout; }
  std::chrono::steady_clock::time_point deadline() const {
    return std::chrono::steady_clock::now() + globals_.timeout;
  }
  bool json() const { return globals_.output == cli::Output::kJson; }
  // Whether results go to a person: a table on a terminal.
  bool for_people() const { return !json() && env_.out_is_terminal; }
  render::TableStyle style() const {
    return {env_.out_is_terminal, env_.width, !cli::IsUtf8Locale(env_.lookup)};
  }

  // Calls the daemon and shows its warnings. Nothing on success; else the error has been shown and the
  // command ends with this exit status.
  template <typename Request>
  std::optional<cli::Exit> Ask(std::string_view method, Request& request,
                               google::protobuf::MessageLite& reply, const Effect& effect = {}) {
    const KeyInRequest key(api_key_, *request.mutable_session());
    return AskAsItIs(method, request, reply, effect);
  }
  // The same without showing an error.
  template <typename Request>
  rpc::CallResult Call(std::string_view method, Request& request, google::protobuf::MessageLite& reply,
                       std::chrono::milliseconds timeout) {
    const KeyInRequest key(api_key_, *request.mutable_session());
    return CallAsItIs(method, request, reply, timeout);
  }

  // Data for standard output. kError, said on standard error, if it could not be written.
  cli::Exit Print(std::string_view text);
  cli::Exit PrintTable(const render::Table& table);
  // Data that are shown once: where standard output fails, a terminal on standard error gets them.
  cli::Exit PrintOnce(std::string_view text, std::string_view if_lost);
  // Refuses, before it is made, what could not be shown. Nothing if standard output is there.
  std::optional<cli::Exit> RequireOutput();

  // For commands about the daemon's process. Nothing if there is a place for its socket.
  std::optional<cli::Exit> RequireSocket();

  // Talk, for standard error.
  void Say(std::string_view text);
  // Each warning is shown once.
  void Warn(const std::string& warning);
  // All that a reply has.
  template <typename Reply>
  void WarnOf(const Reply& reply) {
    for (const std::string& warning : reply.warnings()) Warn(warning);
  }
  cli::Exit Fail(cli::Exit exit, std::string_view message, std::string_view next_step);
  // A call's error, with its exit status.
  cli::Exit FailWith(rpc::CallError error, const Effect& effect = {});
  cli::Exit Refuse(const cli::UsageError& error);

 private:
  // The API key in a request, as long as the call takes: no copy stays behind in the message.
  class KeyInRequest {
   public:
    KeyInRequest(const cli::ApiKeyChoice& api_key, chutesd::v1::SessionSelector& session)
        : session_(session) {
      if (api_key.text.empty()) return;
      session.set_api_key(api_key.text);
      session.set_api_key_origin(api_key.origin);
    }
    KeyInRequest(const KeyInRequest&) = delete;
    KeyInRequest& operator=(const KeyInRequest&) = delete;
    ~KeyInRequest() { rpc::Wipe(*session_.mutable_api_key()); }

   private:
    chutesd::v1::SessionSelector& session_;
  };

  std::optional<cli::Exit> AskAsItIs(std::string_view method, const google::protobuf::MessageLite& request,
                                     google::protobuf::MessageLite& reply, const Effect& effect);
  rpc::CallResult CallAsItIs(std::string_view method, const google::protobuf::MessageLite& request,
                             google::protobuf::MessageLite& reply, std::chrono::milliseconds timeout);

  cli::Env& env_;
  rpc::Rpc& rpc_;
  const cli::Globals& globals_;
  chutesd::v1::SessionSelector selector_;
  cli::ApiKeyChoice api_key_;
  rpc::Endpoint endpoint_;
  std::set<std::string> warned_;
};

}  // namespace chutes::commands
