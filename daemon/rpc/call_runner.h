#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "daemon/base/call_context.h"
#include "daemon/base/failure.h"
#include "daemon/rpc/common_messages.h"
#include "daemon/rpc/read_buffers.h"
#include "daemon/session/session_store.h"
#include "proto/support/overwrite_stack.h"

namespace chutesd::rpc {

using Reactor = grpc::ServerUnaryReactor;
using ServerContext = grpc::CallbackServerContext;

struct CallLimits {
  int most_in_flight = 1024;                                          // beyond: QUEUE_FULL
  std::chrono::milliseconds default_time = std::chrono::seconds(35);  // for a client that sets no deadline
  std::chrono::milliseconds most_time = std::chrono::seconds(60);     // whatever a client sets
};

// What the loop keeps of a gRPC call: it outlives the reactor when the caller goes away.
struct OpenCall {
  Reactor* reactor = nullptr;        // null once answered; loop thread only, once the handler has returned
  ServerContext* context = nullptr;  // as long as there is the reactor
  std::stop_source stop;             // loop thread only
  std::string method;
  std::string request_id;
  std::chrono::steady_clock::time_point start;
};
using CallPtr = std::shared_ptr<OpenCall>;

// The arguments of a call that asks for nothing but the session.
inline Result<std::monostate> NoArgs() { return std::monostate(); }

// Starts operations for gRPC calls on the loop, bounds how many run at once, and answers when they end.
// A caller that goes away is let go at once: a read is aborted, a change runs on to its end unheard.
class CallRunner {
 public:
  CallRunner(asio::io_context& loop, session::SessionStore& sessions, CallLimits limits)
      : loop_(loop), sessions_(sessions), limits_(limits) {}

  // `begin(CallPtr, CallContext, Selector, Args)` returns an awaitable<Result<T>>, on the loop; its value is
  // written into the reply as by FillReply. A request is refused with all that is wrong with `args` and with
  // its selector.
  template <typename Request, typename Response, typename Args, typename Begin, typename Fill>
  Reactor* Run(ServerContext* context, const Request* request, Response* response, Result<Args> args,
               Begin begin, Fill fill) {
    static_assert(grpc::SerializationTraits<Request>::kOverwritesWhatItRead);
    const CallPtr call = Admit(context, *request);
    Reactor* const reactor = call->reactor;
    Result<session::Selector> selector = SelectorFrom(request->session());
    if (Status refused = Refusal(*request, args.status(), selector.status()); !refused.ok()) {
      Answer(call, refused);
      OverwriteHandler();
      return reactor;
    }
    in_flight_.fetch_add(1, std::memory_order_relaxed);
    asio::post(loop_,
               [this, call, request, response, ctx = ContextFor(*call), selector = *std::move(selector),
                args = *std::move(args), begin = std::move(begin), fill = std::move(fill)]() mutable {
                 // By name: g++ 12 mishandles temporaries around coroutines.
                 auto operation = begin(call, std::move(ctx), std::move(selector), std::move(args));
                 asio::co_spawn(loop_, std::move(operation),
                                [this, call, request, response, fill = std::move(fill)](
                                    const std::exception_ptr& thrown, auto result) {
                                  if (thrown) return End(call, Unexpected(thrown));
                                  // Without a reactor the messages are gone as well.
                                  if (result.ok() && call->reactor != nullptr) {
                                    FillReply(*result, *request, *response, fill);
                                  }
                                  End(call, result.status());
                                });
               });
    OverwriteHandler();
    return reactor;
  }

  // For calls that need no more than what is at hand: `work(Response&)` returns a Status. It runs and is
  // answered in the handler, as a hop to the loop and back would take longer than all that it does.
  template <typename Request, typename Response, typename Work>
  Reactor* RunInHandler(ServerContext* context, const Request* request, Response* response, Work work) {
    static_assert(grpc::SerializationTraits<Request>::kOverwritesWhatItRead);
    const CallPtr call = Admit(context, *request);
    Reactor* const reactor = call->reactor;
    Status status = Refusal(*request, OkStatus(), OkStatus());
    if (status.ok()) status = work(*response);
    Answer(call, status);
    OverwriteHandler();
    return reactor;
  }

  // For Run's `begin`: RunInSession and RunAtTarget of an operation, as std::bind_front takes it.
  template <typename... Op>
  auto InSession(Op... op) {
    return [this, bound = std::bind_front(op...)](const CallPtr& call, CallContext ctx,
                                                  session::Selector selector, auto args) {
      return RunInSession(call, std::move(ctx), std::move(selector), std::move(args), bound);
    };
  }
  template <typename... Op>
  auto AtTarget(Op... op) {
    return [this, bound = std::bind_front(op...)](const CallPtr&, CallContext ctx, session::Selector selector,
                                                  auto args) {
      return RunAtTarget(std::move(ctx), std::move(selector), std::move(args), bound);
    };
  }

  // What begins an operation on an account: `op(CallContext, SessionPtr, Args)`.
  template <typename Args, typename Op>
  auto RunInSession(CallPtr call, CallContext ctx, session::Selector selector, Args args, Op op)
      -> std::invoke_result_t<Op&, CallContext, session::SessionPtr, Args> {
    auto getting = sessions_.Get(ctx, std::move(selector));
    Result<session::SessionPtr> session = co_await std::move(getting);
    if (!session.ok()) co_return session.status();
    AddWarnings(*call, (*session)->warnings);
    const session::SessionPtr account = *session;
    auto operation = op(std::move(ctx), *std::move(session), std::move(args));
    auto result = co_await std::move(operation);
    if (!result.ok()) co_return WithAccount(result.failure(), *account);
    co_return result;
  }
  // The same for one that needs no account, only where one would be: `op(CallContext, Args)` finds that in
  // `args.api_url`, and in `args.config_path` if it has one.
  template <typename Args, typename Op>
  auto RunAtTarget(CallContext ctx, session::Selector selector, Args args, Op op)
      -> std::invoke_result_t<Op&, CallContext, Args> {
    Result<session::Target> target = sessions_.TargetOf(selector);
    if (!target.ok()) co_return target.status();
    if constexpr (requires { args.config_path; }) args.config_path = std::move(target->config_path);
    args.api_url = std::move(target->api_url);
    auto operation = op(std::move(ctx), std::move(args));
    auto result = co_await std::move(operation);
    co_return result;
  }

  // From now on a call that comes is answered with STOPPING and begins nothing. Loop thread.
  void BeginNoMore() { stopping_ = true; }
  // Calls `answered` on the loop as soon as every call has its answer; after BeginNoMore, on the loop.
  void WhenAnswered(std::function<void()> answered);
  // Calls `idle` on the loop as soon as no operation runs: now, or when the last one ends.
  void WhenIdle(std::function<void()> idle);

  // Operations that run, those whose caller has gone away included. Thread-safe.
  int in_flight() const { return in_flight_.load(std::memory_order_relaxed); }
  // Calls whose caller waits for an answer, those whose answer is being written included. Thread-safe.
  int open_calls() const { return open_calls_.load(std::memory_order_relaxed); }
  // When a call last came, was answered or ended. Thread-safe.
  std::chrono::steady_clock::time_point last_activity() const {
    return last_activity_.load(std::memory_order_relaxed);
  }

 private:
  class UnaryCall;

  CallPtr Admit(ServerContext* context, const google::protobuf::Message& request);
  // Ends the call with `status`, once; loop thread, or before the handler returned.
  static void Answer(const CallPtr& call, const Status& status);
  // Tells the client in trailing metadata (`chutesd-warning-bin`, one entry each, capped).
  static void AddWarnings(OpenCall& call, const std::vector<Warning>& warnings);
  // The end of a handler, as its thread goes back to gRPC and may wait there for long.
  static void OverwriteHandler() {
    constexpr std::size_t kStackOfHandler = 8192;
    support::OverwriteStack<kStackOfHandler>();
  }
  // What failed, and whose it was.
  static Failure WithAccount(Failure failure, const session::Session& account);
  Status Refusal(const google::protobuf::Message& request, const Status& args, const Status& selector) const;
  CallContext ContextFor(const OpenCall& call) const;
  void End(const CallPtr& call, const Status& status);
  static Status Unexpected(const std::exception_ptr& thrown);
  void Touch() { last_activity_.store(std::chrono::steady_clock::now(), std::memory_order_relaxed); }
  void TellIfAllAnswered();

  asio::io_context& loop_;
  session::SessionStore& sessions_;
  CallLimits limits_;
  std::function<void()> when_idle_;      // loop thread only
  std::function<void()> when_answered_;  // loop thread only
  std::atomic<int> in_flight_ = 0;
  std::atomic<int> open_calls_ = 0;
  std::atomic<std::chrono::steady_clock::time_point> last_activity_ = std::chrono::steady_clock::now();
  std::atomic<bool> stopping_ = false;
  std::atomic<std::uint64_t> next_request_ = 1;
};

}  // namespace chutesd::rpc
