#include "daemon/rpc/call_runner.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/rpc/common_messages.h"
#include "daemon/rpc/grpc_status.h"
#include "daemon/rpc/sensitive.h"
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

// Requests are named after their method.
std::string MethodOf(const google::protobuf::Message& request) {
  constexpr std::string_view kSuffix = "Request";
  std::string name = request.GetDescriptor()->name();
  if (name.ends_with(kSuffix)) name.resize(name.size() - kSuffix.size());
  return name;
}

Status CallerGone() {
  Failure failure;
  failure.reason = Reason::kCancelled;
  failure.message = "the caller went away, its deadline passed, or the daemon is stopping";
  return failure;
}

}  // namespace

UnaryCall::UnaryCall(asio::io_context& loop, ServerContext* context, std::shared_ptr<Handle> handle,
                     CallActivity& activity)
    : loop_(loop), context_(context), handle_(std::move(handle)), activity_(activity) {
  // Before `stopping` is looked at: whoever stops and finds no open call knows that none begins.
  activity_.open_calls.fetch_add(1);
  activity_.Touch();
}

void UnaryCall::Answer(const std::shared_ptr<Handle>& handle, const Status& status) {
  UnaryCall* const call = std::exchange(handle->call, nullptr);
  if (call == nullptr) return;
  if (status.ok()) {
    spdlog::debug("{} ok in {} ms [{}]", handle->method, MillisecondsSince(handle->start),
                  handle->request_id);
  } else {
    const Failure& failure = status.failure();
    spdlog::info("{} {}: {} in {} ms [{}]", handle->method, ReasonName(failure.reason), failure.message,
                 MillisecondsSince(handle->start), handle->request_id);
  }
  call->Finish(ToGrpcStatus(status));
}

void UnaryCall::AddWarnings(const std::vector<Warning>& warnings) {
  std::size_t bytes = 0;
  for (const Warning& warning : warnings) {
    v1::Warning message = WarningMessage(warning);
    message.set_text(support::CappedText(warning.text, kMostWarningBytes));
    // A part of a path would be another path.
    if (message.ByteSizeLong() > kMostWarningsBytes) message.clear_facts();
    const std::string serialized = message.SerializeAsString();
    bytes += serialized.size();
    if (bytes > kMostWarningsBytes) return;
    context_->AddTrailingMetadata("chutesd-warning-bin", serialized);
  }
}

void UnaryCall::OnCancel() {
  // The handle, not this: the call may be answered, and so deleted, before the loop gets here.
  asio::post(loop_, [handle = handle_] {
    handle->stop.request_stop();
    Answer(handle, CallerGone());
  });
}

void UnaryCall::OnDone() {
  activity_.Touch();
  const bool was_last = activity_.open_calls.fetch_sub(1) == 1;
  if (was_last && activity_.stopping)
    asio::post(loop_, [&activity = activity_] { activity.TellIfNoneOpen(); });
  delete this;
}

std::shared_ptr<UnaryCall::Handle> CallRunner::Admit(ServerContext* context,
                                                     const google::protobuf::Message& request) {
  auto handle = std::make_shared<UnaryCall::Handle>();
  handle->start = steady_clock::now();
  handle->request_id = fmt::format("{:x}", next_request_.fetch_add(1, std::memory_order_relaxed));
  handle->method = MethodOf(request);
  handle->call = new UnaryCall(loop_, context, handle, activity_);
  if (spdlog::should_log(spdlog::level::debug)) {
    spdlog::debug("{} {{{}}} [{}]", handle->method, RedactedText(request), handle->request_id);
  }
  return handle;
}

Failure CallRunner::WithAccount(Failure failure, const session::Session& account) {
  if (!account.username.empty()) failure.facts.emplace(fact::kAccount, account.username);
  failure.facts.emplace(fact::kConfigPath, account.config_path);
  return failure;
}

Status CallRunner::Refusal(const google::protobuf::Message& request, const Status& arguments) const {
  if (activity_.stopping) {
    return Fail(Reason::kStopping, "the daemon is stopping and did not begin this call")
        .With(fact::kNotBegun, "true");
  }
  if (Status wrong = MergedErrors(CheckRequest(request), arguments); !wrong.ok()) return wrong;
  if (in_flight() < limits_.most_in_flight) return OkStatus();
  Failure failure;
  failure.reason = Reason::kQueueFull;
  failure.message = fmt::format("the daemon works on {} calls already", limits_.most_in_flight);
  failure.next_step = "try again when some have finished";
  return failure;
}

CallContext CallRunner::ContextFor(const ServerContext& context, const UnaryCall::Handle& handle) const {
  CallContext ctx;
  const auto asked = context.deadline();
  const bool open_ended = asked == std::chrono::system_clock::time_point::max();
  const auto left =
      open_ended
          ? limits_.default_time
          : std::chrono::duration_cast<std::chrono::milliseconds>(asked - std::chrono::system_clock::now());
  ctx.deadline = steady_clock::now() + std::min(left, limits_.most_time);
  ctx.stop = handle.stop.get_token();
  ctx.request_id = handle.request_id;
  return ctx;
}

void CallRunner::WhenAnswered(std::function<void()> answered) {
  activity_.none_open = std::move(answered);
  activity_.TellIfNoneOpen();
}

void CallRunner::WhenIdle(std::function<void()> idle) {
  if (in_flight() == 0) return idle();
  when_idle_ = std::move(idle);
}

void CallRunner::End(const std::shared_ptr<UnaryCall::Handle>& handle, const Status& status) {
  activity_.Touch();
  const bool last = in_flight_.fetch_sub(1, std::memory_order_relaxed) == 1;
  if (handle->call == nullptr) {
    spdlog::info("{} ended after its caller was gone: {} [{}]", handle->method,
                 status.ok() ? "ok" : ReasonName(status.reason()), handle->request_id);
  } else {
    UnaryCall::Answer(handle, status);
  }
  if (last && when_idle_) std::exchange(when_idle_, nullptr)();
}

Status CallRunner::Unexpected(const std::exception_ptr& thrown) {
  Failure failure;
  failure.reason = Reason::kInternal;
  failure.next_step = "see the daemon's log";
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    spdlog::error("an operation threw: {}", error.what());
  } catch (...) {
    spdlog::error("an operation threw something unknown");
  }
  failure.message = "the daemon failed in a way that it does not know";
  return failure;
}

}  // namespace chutesd::rpc
