#include "daemon/rpc/call_runner.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "daemon/rpc/grpc_status.h"
#include "daemon/rpc/request_rules.h"
#include "proto/support/text.h"

namespace chutesd::rpc {
namespace {

using std::chrono::steady_clock;

// Beyond 8 KiB of metadata, an error's details included, a client sees neither warnings nor the answer.
// GetSession returns warnings in full.
constexpr std::size_t kMostWarningBytes = 512;
constexpr std::size_t kMostWarningsBytes = 1024;

std::int64_t MillisecondsSince(steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - start).count();
}

Status CallerGone() {
  return Fail(Reason::kCancelled, "the caller went away, its deadline passed, or the daemon is stopping");
}

}  // namespace

// gRPC's part of a call. Made in a gRPC handler; everything after that happens on the loop, but for OnCancel,
// OnDone and what the handler itself answers. Deletes itself when gRPC is done with it.
class CallRunner::UnaryCall final : public Reactor {
 public:
  UnaryCall(CallRunner& runner, CallPtr call) : runner_(runner), call_(std::move(call)) {
    // Before `stopping_` is looked at: whoever stops and finds no open call knows that none begins.
    runner_.open_calls_.fetch_add(1);
    runner_.Touch();
  }

  void OnCancel() override {
    // The call, not this: it may be answered, and this deleted, before the loop gets here.
    asio::post(runner_.loop_, [call = call_] {
      call->stop.request_stop();
      Answer(call, CallerGone());
    });
  }

  void OnDone() override {
    runner_.Touch();
    const bool was_last = runner_.open_calls_.fetch_sub(1) == 1;
    if (was_last && runner_.stopping_)
      asio::post(runner_.loop_, [&runner = runner_] { runner.TellIfAllAnswered(); });
    delete this;
  }

 private:
  // OnDone does so little that gRPC may call it where it stands, as it does with its DefaultReactor, and need
  // not wake another thread for it: GetSession takes a quarter longer otherwise. Internal to gRPC, as
  // of 1.51.
  bool InternalInlineable() override { return true; }

  CallRunner& runner_;
  CallPtr call_;
};

CallPtr CallRunner::Admit(ServerContext* context, const google::protobuf::Message& request) {
  auto call = std::make_shared<OpenCall>();
  call->start = steady_clock::now();
  call->request_id = fmt::format("{:x}", next_request_.fetch_add(1, std::memory_order_relaxed));
  call->method = MethodOf(*request.GetDescriptor());
  call->context = context;
  call->reactor = new UnaryCall(*this, call);
  if (spdlog::should_log(spdlog::level::debug)) {
    spdlog::debug("{} {{{}}} [{}]", call->method, RedactedText(request), call->request_id);
  }
  return call;
}

void CallRunner::Answer(const CallPtr& call, const Status& status) {
  Reactor* const reactor = std::exchange(call->reactor, nullptr);
  if (reactor == nullptr) return;
  if (status.ok()) {
    spdlog::debug("{} ok in {} ms [{}]", call->method, MillisecondsSince(call->start), call->request_id);
  } else {
    spdlog::info("{} {}: {} in {} ms [{}]", call->method, ReasonName(status.reason()), status.message(),
                 MillisecondsSince(call->start), call->request_id);
  }
  reactor->Finish(ToGrpcStatus(status));
}

void CallRunner::AddWarnings(OpenCall& call, const std::vector<Warning>& warnings) {
  if (call.reactor == nullptr) return;
  std::size_t bytes = 0;
  for (const Warning& warning : warnings) {
    v1::Warning message = WarningMessage(warning);
    message.set_text(support::CappedText(warning.text, kMostWarningBytes));
    // A part of a path would be another path.
    if (message.ByteSizeLong() > kMostWarningsBytes) message.clear_facts();
    const std::string serialized = message.SerializeAsString();
    bytes += serialized.size();
    if (bytes > kMostWarningsBytes) return;
    call.context->AddTrailingMetadata("chutesd-warning-bin", serialized);
  }
}

Failure CallRunner::WithAccount(Failure failure, const session::Session& account) {
  if (!account.username.empty()) failure.facts.emplace(fact::kAccount, account.username);
  failure.facts.emplace(fact::kConfigPath, account.config_path);
  return failure;
}

Status CallRunner::Refusal(const google::protobuf::Message& request, const Status& args,
                           const Status& selector) const {
  if (stopping_) {
    return Fail(Reason::kStopping, "the daemon is stopping and did not begin this call")
        .With(fact::kNotBegun, "true");
  }
  FieldErrors errors;
  errors.Add(CheckRequest(request));
  errors.Add(args);
  errors.Add(selector);
  if (!errors.status().ok()) return errors.status();
  if (in_flight() < limits_.most_in_flight) return OkStatus();
  return Failure{.reason = Reason::kQueueFull,
                 .message = fmt::format("the daemon works on {} calls already", limits_.most_in_flight),
                 .next_step = "try again when some have finished"};
}

CallContext CallRunner::ContextFor(const OpenCall& call) const {
  CallContext ctx;
  const auto asked = call.context->deadline();
  const bool open_ended = asked == std::chrono::system_clock::time_point::max();
  const auto left =
      open_ended
          ? limits_.default_time
          : std::chrono::duration_cast<std::chrono::milliseconds>(asked - std::chrono::system_clock::now());
  ctx.deadline = steady_clock::now() + std::min(left, limits_.most_time);
  ctx.stop = call.stop.get_token();
  ctx.request_id = call.request_id;
  return ctx;
}

void CallRunner::TellIfAllAnswered() {
  if (open_calls_ == 0 && when_answered_) std::exchange(when_answered_, nullptr)();
}

void CallRunner::WhenAnswered(std::function<void()> answered) {
  when_answered_ = std::move(answered);
  TellIfAllAnswered();
}

void CallRunner::WhenIdle(std::function<void()> idle) {
  if (in_flight() == 0) return idle();
  when_idle_ = std::move(idle);
}

void CallRunner::End(const CallPtr& call, const Status& status) {
  Touch();
  const bool last = in_flight_.fetch_sub(1, std::memory_order_relaxed) == 1;
  if (call->reactor == nullptr) {
    spdlog::info("{} ended after its caller was gone: {} [{}]", call->method,
                 status.ok() ? "ok" : ReasonName(status.reason()), call->request_id);
  } else {
    Answer(call, status);
  }
  if (last && when_idle_) std::exchange(when_idle_, nullptr)();
}

Status CallRunner::Unexpected(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    spdlog::error("an operation threw: {}", error.what());
  } catch (...) {
    spdlog::error("an operation threw something unknown");
  }
  return Failure{.reason = Reason::kInternal,
                 .message = "the daemon failed in a way that it does not know",
                 .next_step = "see the daemon's log"};
}

}  // namespace chutesd::rpc
