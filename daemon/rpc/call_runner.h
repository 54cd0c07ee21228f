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
#include <utility>
#include <vector>

#include "daemon/base/call_context.h"
#include "daemon/base/failure.h"
#include "daemon/rpc/common_messages.h"
#include "daemon/rpc/read_buffers.h"
#include "daemon/rpc/request_rules.h"
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

// The calls whose callers wait, and when the last one came or went. Thread-safe.
struct CallActivity {
  void Touch() { last.store(std::chrono::steady_clock::now(), std::memory_order_relaxed); }

  // Loop thread.
  void TellIfNoneOpen() {
    if (open_calls == 0 && none_open) std::exchange(none_open, nullptr)();
  }

  std::atomic<int> open_calls = 0;
  std::atomic<std::chrono::steady_clock::time_point> last = std::chrono::steady_clock::now();
  // No call is begun any more; the end of the last open one is posted to the loop as `none_open`.
  std::atomic<bool> stopping = false;
  std::function<void()> none_open;  // loop thread only
};

// One gRPC call in progress. Made in a gRPC handler; everything after that happens on the loop, but
// for OnCancel, OnDone and what the handler itself answers. Deletes itself when gRPC is done with it.
class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  // What the loop keeps of a call: it outlives the reactor when the caller goes away.
  struct Handle {
    UnaryCall* call = nullptr;  // null once answered; loop thread only
    std::stop_source stop;      // loop thread only
    std::string method;
    std::string request_id;
    std::chrono::steady_clock::time_point start;
  };

  UnaryCall(asio::io_context& loop, ServerContext* context, std::shared_ptr<Handle> handle,
            CallActivity& activity);

  // Ends the call with `status`, once; loop thread, or before the handler returned.
  static void Answer(const std::shared_ptr<Handle>& handle, const Status& status);
  // Tells the client in trailing metadata (`chutesd-warning-bin`, one entry each, capped).
  void AddWarnings(const std::vector<Warning>& warnings);

  void OnCancel() override;
  void OnDone() override;

 private:
  // OnDone does so little that gRPC may call it where it stands, as it does with its DefaultReactor, and need
  // not wake another thread for it: GetSession takes a quarter longer otherwise. Internal to gRPC, as
  // of 1.51.
  bool InternalInlineable() override { return true; }

  asio::io_context& loop_;
  ServerContext* context_;
  std::shared_ptr<Handle> handle_;
  CallActivity& activity_;  // the runner's
};

// Starts operations for gRPC calls on the loop, bounds how many run at once, and answers when they end.
// A caller that goes away is let go at once: a read is aborted, a change runs on to its end unheard.
class CallRunner {
 public:
  CallRunner(asio::io_context& loop, session::SessionStore& sessions, CallLimits limits)
      : loop_(loop), sessions_(sessions), limits_(limits) {}

  // For calls that act on an account. `op(CallContext, SessionPtr, Args)` returns an
  // awaitable<Result<T>>; `fill(T, Response&)` writes the reply.
  template <typename Request, typename Response, typename Args, typename Op, typename Fill>
  Reactor* Run(ServerContext* context, const Request* request, Response* response, Result<Args> args, Op op,
               Fill fill) {
    auto start = [this, op = std::move(op), selector = SelectorOf(*request, args)](
                     const std::shared_ptr<UnaryCall::Handle>& handle, CallContext ctx,
                     Args checked) mutable {
      using Pending = decltype(op(std::move(ctx), session::SessionPtr(), std::move(checked)));
      return Result<Pending>(RunInSession<Pending>(handle, std::move(ctx), *std::move(selector),
                                                   std::move(checked), std::move(op)));
    };
    return RunOnLoop(context, request, response, std::move(args), std::move(start), std::move(fill));
  }

  // The same for calls that need no account, only where one would be: that is put into `args.api_url`, and
  // into `args.config_path` where there is one. `op(CallContext, Args)` returns an awaitable<Result<T>>.
  template <typename Request, typename Response, typename Args, typename Op, typename Fill>
  Reactor* RunWithoutAccount(ServerContext* context, const Request* request, Response* response,
                             Result<Args> args, Op op, Fill fill) {
    auto start = [this, op = std::move(op), selector = SelectorOf(*request, args)](
                     const std::shared_ptr<UnaryCall::Handle>&, CallContext ctx, Args checked) mutable {
      using Pending = decltype(op(std::move(ctx), std::move(checked)));
      Result<session::Target> target = sessions_.TargetOf(*selector);
      if (!target.ok()) return Result<Pending>(target.status());
      if constexpr (requires { checked.config_path; }) checked.config_path = std::move(target->config_path);
      checked.api_url = std::move(target->api_url);
      return Result<Pending>(op(std::move(ctx), std::move(checked)));
    };
    return RunOnLoop(context, request, response, std::move(args), std::move(start), std::move(fill));
  }

  // The same for calls that choose their session themselves: `start(handle, CallContext, Args)` returns
  // a Result<awaitable<Result<T>>>, on the loop.
  template <typename Request, typename Response, typename Args, typename Start, typename Fill>
  Reactor* RunOnLoop(ServerContext* context, const Request* request, Response* response, Result<Args> args,
                     Start start, Fill fill) {
    static_assert(grpc::SerializationTraits<Request>::kOverwritesWhatItRead);
    const std::shared_ptr<UnaryCall::Handle> handle = Admit(context, *request);
    UnaryCall* const call = handle->call;
    if (Status refused = Refusal(*request, args.status()); !refused.ok()) {
      UnaryCall::Answer(handle, refused);
      OverwriteHandler();
      return call;
    }
    in_flight_.fetch_add(1, std::memory_order_relaxed);
    asio::post(loop_, [this, handle, response, ctx = ContextFor(*context, *handle), args = *std::move(args),
                       start = std::move(start), fill = std::move(fill)]() mutable {
      auto pending = start(handle, std::move(ctx), std::move(args));
      if (!pending.ok()) return End(handle, pending.status());
      // By name: g++ 12 mishandles temporaries around coroutines.
      auto operation = *std::move(pending);
      asio::co_spawn(
          loop_, std::move(operation),
          [this, handle, response, fill = std::move(fill)](const std::exception_ptr& thrown, auto result) {
            if (thrown) return End(handle, Unexpected(thrown));
            // Without a call the response is gone as well.
            if (result.ok() && handle->call != nullptr) fill(*std::move(result), *response);
            End(handle, result.status());
          });
    });
    OverwriteHandler();
    return call;
  }

  // For calls that need no more than what is at hand: `work(Response&)` returns a Status. It runs and is
  // answered in the handler, as a hop to the loop and back would take longer than all that it does.
  template <typename Request, typename Response, typename Work>
  Reactor* RunInHandler(ServerContext* context, const Request* request, Response* response, Work work) {
    static_assert(grpc::SerializationTraits<Request>::kOverwritesWhatItRead);
    const std::shared_ptr<UnaryCall::Handle> handle = Admit(context, *request);
    UnaryCall* const call = handle->call;
    Status status = Refusal(*request, OkStatus());
    if (status.ok()) status = work(*response);
    UnaryCall::Answer(handle, status);
    OverwriteHandler();
    return call;
  }

  // From now on a call that comes is answered with STOPPING and begins nothing. Loop thread.
  void BeginNoMore() { activity_.stopping = true; }
  // Calls `answered` on the loop as soon as every call has its answer; after BeginNoMore, on the loop.
  void WhenAnswered(std::function<void()> answered);
  // Calls `idle` on the loop as soon as no operation runs: now, or when the last one ends.
  void WhenIdle(std::function<void()> idle);

  // Operations that run, those whose caller has gone away included. Thread-safe.
  int in_flight() const { return in_flight_.load(std::memory_order_relaxed); }
  // Calls whose caller waits for an answer, those whose answer is being written included. Thread-safe.
  int open_calls() const { return activity_.open_calls.load(std::memory_order_relaxed); }
  // When a call last came, was answered or ended. Thread-safe.
  std::chrono::steady_clock::time_point last_activity() const {
    return activity_.last.load(std::memory_order_relaxed);
  }

 private:
  // The selector of a request; what is wrong with it joins what is wrong with `args`.
  template <typename Request, typename Args>
  static Result<session::Selector> SelectorOf(const Request& request, Result<Args>& args) {
    Result<session::Selector> selector = SelectorFrom(request.session());
    if (!selector.ok()) args = MergedErrors(args.status(), selector.status());
    return selector;
  }
  template <typename Pending, typename Args, typename Op>
  Pending RunInSession(std::shared_ptr<UnaryCall::Handle> handle, CallContext ctx, session::Selector selector,
                       Args args, Op op) {
    auto getting = sessions_.Get(ctx, std::move(selector));
    Result<session::SessionPtr> session = co_await std::move(getting);
    if (!session.ok()) co_return session.status();
    if (handle->call != nullptr) handle->call->AddWarnings((*session)->warnings);
    const session::SessionPtr account = *session;
    Pending operation = op(std::move(ctx), *std::move(session), std::move(args));
    auto result = co_await std::move(operation);
    if (!result.ok()) co_return WithAccount(result.failure(), *account);
    co_return result;
  }
  std::shared_ptr<UnaryCall::Handle> Admit(ServerContext* context, const google::protobuf::Message& request);
  // The end of a handler, as its thread goes back to gRPC and may wait there for long.
  static void OverwriteHandler() {
    constexpr std::size_t kStackOfHandler = 8192;
    support::OverwriteStack<kStackOfHandler>();
  }
  // What failed, and whose it was.
  static Failure WithAccount(Failure failure, const session::Session& account);
  Status Refusal(const google::protobuf::Message& request, const Status& arguments) const;
  CallContext ContextFor(const ServerContext& context, const UnaryCall::Handle& handle) const;
  void End(const std::shared_ptr<UnaryCall::Handle>& handle, const Status& status);
  static Status Unexpected(const std::exception_ptr& thrown);

  asio::io_context& loop_;
  session::SessionStore& sessions_;
  CallLimits limits_;
  std::function<void()> when_idle_;  // loop thread only
  std::atomic<int> in_flight_ = 0;
  CallActivity activity_;
  std::atomic<std::uint64_t> next_request_ = 1;
};

}  // namespace chutesd::rpc
