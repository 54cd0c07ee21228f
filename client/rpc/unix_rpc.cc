#include "client/rpc/unix_rpc.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "client/rpc/dial.h"
#include "client/rpc/h2_call.h"
#include "client/rpc/reply.h"
#include "client/rpc/wait.h"

namespace chutes::rpc {

namespace {

constexpr std::size_t kReadSize = std::size_t{64} << 10U;

bool IsTransient(int error) { return error == EAGAIN || error == EINTR; }

// The bytes that wait to be sent.
class Outbox {
 public:
  bool empty() const { return sent_ == bytes_.size(); }
  void Add(std::string more) {
    if (empty()) {
      sent_ = 0;
      bytes_ = std::move(more);
      return;
    }
    bytes_.append(more);
  }
  // Sends what the socket takes now; false if the peer reads no more.
  bool Send(int fd) {
    while (!empty()) {
      const ssize_t count =
          send(fd, bytes_.data() + sent_, bytes_.size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (count < 0) return IsTransient(errno);
      sent_ += static_cast<std::size_t>(count);
    }
    return true;
  }

 private:
  std::string bytes_;
  std::size_t sent_ = 0;
};

enum class Received { kSome, kNothing, kEnd };

Received Receive(int fd, H2Call& call) {
  // Not on the stack, which is overwritten at the end as far as it was used.
  const auto buffer = std::make_unique_for_overwrite<char[]>(kReadSize);
  const ssize_t count = recv(fd, buffer.get(), kReadSize, MSG_DONTWAIT);
  if (count < 0) return IsTransient(errno) ? Received::kNothing : Received::kEnd;
  if (count == 0) return Received::kEnd;
  call.Feed({buffer.get(), static_cast<std::size_t>(count)});
  return Received::kSome;
}

void SayGoodbye(int fd, H2Call& call, Outbox& outbox) {
  call.Cancel();
  outbox.Add(call.Output());
  outbox.Send(fd);
}

}  // namespace

Exchanged Exchange(int fd, H2Call& call, std::chrono::steady_clock::time_point deadline,
                   InterruptWatch& interrupt, WaitWatch& wait_watch) {
  Outbox outbox;
  bool peer_reads = true;
  while (true) {
    outbox.Add(call.Output());
    if (call.state() == H2Call::State::kMalformed) return Exchanged::kMalformed;
    if (call.state() == H2Call::State::kDone) return Exchanged::kDone;
    // A peer that reads no more may still have said why.
    if (peer_reads) peer_reads = outbox.Send(fd);
    const bool has_output = peer_reads && !outbox.empty();
    std::array<pollfd, 2> watched = {
        pollfd{fd, static_cast<short>(has_output ? POLLIN | POLLOUT : POLLIN), 0},
        pollfd{interrupt.fd(), POLLIN, 0}};
    const int wait = PollTimeout(deadline);
    if (wait == 0) {
      SayGoodbye(fd, call, outbox);
      return Exchanged::kTimeout;
    }
    const int ready = poll(watched.data(), watched.size(), std::min(wait, PollTimeout(wait_watch.next())));
    if (ready < 0 && errno != EINTR) return Exchanged::kLost;
    if (ready == 0) wait_watch.Tick();
    if (ready <= 0) continue;
    if (watched[1].revents != 0 && interrupt.Pressed()) {
      SayGoodbye(fd, call, outbox);
      return Exchanged::kInterrupted;
    }
    if ((watched[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0 && Receive(fd, call) == Received::kEnd) {
      return call.state() == H2Call::State::kDone ? Exchanged::kDone : Exchanged::kLost;
    }
  }
}

namespace {

using std::chrono::steady_clock;

// The daemon answers just before the deadline and knows what was slow; better its word than ours.
constexpr std::chrono::milliseconds kGrace{250};

// Whether a daemon that is ending let the call drop before any of its code saw it. HTTP/2 has a word for
// that (RFC 9113, section 7, REFUSED_STREAM). gRPC's server, once told to shut down, ends calls that it has
// not yet handed on as CANCELLED, with this message; those that it had handed on end as UNAVAILABLE, and
// those that the daemon itself ends have details.
bool WasNotLookedAt(const H2Reply& reply) {
  constexpr std::uint32_t kRefusedStream = 7;
  if (!reply.grpc_status) return reply.reset == kRefusedStream;
  return *reply.grpc_status == static_cast<int>(Code::kCancelled) && !reply.details &&
         reply.grpc_message == "CANCELLED";
}

// gRPC's server ends a call at its deadline with no more to say, if the daemon is a moment too late with its
// own word.
bool IsCutOff(const H2Reply& reply) {
  return reply.grpc_status == static_cast<int>(Code::kDeadlineExceeded) && !reply.details;
}

CallError Given(Fault fault, Code code, std::string message, NextStep next) {
  CallError error;
  error.fault = fault;
  error.code = code;
  error.message = std::move(message);
  error.next = std::move(next);
  error.outcome_unknown = true;
  return error;
}

CallError ErrorOf(Exchanged outcome, const H2Call& call, const Endpoint& endpoint,
                  std::chrono::milliseconds timeout) {
  switch (outcome) {
    case Exchanged::kTimeout:
      return Given(
          Fault::kTimeout, Code::kDeadlineExceeded,
          fmt::format("chutesd did not answer within {:g} s", static_cast<double>(timeout.count()) / 1000),
          ChutesCommand("status", "or allow more time with --timeout SECONDS"));
    case Exchanged::kInterrupted:
      return Given(Fault::kInterrupted, Code::kCancelled, "interrupted", {});
    case Exchanged::kMalformed:
      return Given(Fault::kMalformed, Code::kInternal,
                   fmt::format("the daemon's answer cannot be understood: {}", call.fault()),
                   ChutesCommand("version"));
    default:
      break;
  }
  // A daemon that accepts a connection greets before it reads a request, so silence means refusal.
  if (!call.heard()) return DeadSocketError(DeadSocket::kRefused, endpoint);
  return Given(Fault::kLost, Code::kUnavailable,
               "the connection to chutesd broke before its answer was complete",
               ChutesCommand("status", "to see whether it still runs"));
}

}  // namespace

UnixRpc::Attempt UnixRpc::Try(std::string_view method, const std::string& message,
                              google::protobuf::MessageLite& reply, steady_clock::time_point deadline,
                              WaitWatch& wait_watch) const {
  InterruptWatch interrupt;
  Dialed dialed = Dial(endpoint_, deadline, [&interrupt] { return interrupt.Pressed(); });
  if (dialed.error) return {{std::move(dialed.error), {}}, dialed.cause && IsAbsent(*dialed.cause), false};
  const auto timeout = std::chrono::round<std::chrono::milliseconds>(deadline - steady_clock::now());
  H2Call call(method, message, timeout);
  Exchanged outcome = Exchange(dialed.fd.get(), call, deadline + kGrace, interrupt, wait_watch);
  if (outcome == Exchanged::kDone && IsCutOff(call.reply())) outcome = Exchanged::kTimeout;
  if (outcome == Exchanged::kDone) {
    const bool untouched = WasNotLookedAt(call.reply());
    return {ReadReply(call.reply(), reply), false, untouched};
  }
  return {
      {ErrorOf(outcome, call, endpoint_, timeout), {}}, false, outcome == Exchanged::kLost && !call.heard()};
}

CallResult UnixRpc::Call(std::string_view method, const google::protobuf::MessageLite& request,
                         google::protobuf::MessageLite& reply, steady_clock::time_point deadline) {
  // A daemon that ends as we connect, none, and the one that is started then; and again, as somebody may end
  // that one, too.
  constexpr int kMostAttempts = 8;
  const std::string message = request.SerializeAsString();
  WaitWatch wait_watch(show_wait_);
  for (int attempt = 1;; ++attempt) {
    Attempt made = Try(method, message, reply, deadline, wait_watch);
    if (made.result.ok() || attempt == kMostAttempts) return std::move(made.result);
    if (made.absent && endpoint_.may_start && revive_) {
      if (std::optional<CallError> error = revive_(endpoint_, deadline)) return {std::move(error), {}};
    } else if (!made.untouched) {
      return std::move(made.result);
    }
  }
}

}  // namespace chutes::rpc
