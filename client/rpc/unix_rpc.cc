#include "client/rpc/unix_rpc.h"

#include <fmt/format.h>
#include <nghttp2/nghttp2.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "client/rpc/h2_call.h"
#include "client/rpc/reply.h"

namespace chutes::rpc {

namespace {

using std::chrono::steady_clock;

constexpr std::size_t kReadSize = std::size_t{64} << 10U;

bool IsTransient(int error) { return error == EAGAIN || error == EINTR; }

// Sends what the socket takes now of `outbox`; false if the peer reads no more.
bool Send(int fd, std::string& outbox) {
  while (!outbox.empty()) {
    const ssize_t count = send(fd, outbox.data(), outbox.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0) return IsTransient(errno);
    outbox.erase(0, static_cast<std::size_t>(count));
  }
  return true;
}

// Takes what has come; false if the peer sends no more.
bool Receive(int fd, H2Call& call) {
  // Not on the stack, which is overwritten at the end as far as it was used.
  const auto buffer = std::make_unique_for_overwrite<char[]>(kReadSize);
  const ssize_t count = recv(fd, buffer.get(), kReadSize, MSG_DONTWAIT);
  if (count < 0) return IsTransient(errno);
  call.Feed({buffer.get(), static_cast<std::size_t>(count)});
  return count > 0;
}

void SayGoodbye(int fd, H2Call& call, std::string& outbox) {
  call.Cancel();
  outbox += call.Output();
  Send(fd, outbox);
}

enum class Exchanged { kDone, kMalformed, kLost, kTimeout, kInterrupted };

// Moves the bytes of `call` over the connected socket `fd` until it is done, time is up, the peer is
// gone, or `interrupt` was pressed; in the two cases that we end, the daemon is told so. `wait_watch` is
// told of the time.
Exchanged Exchange(int fd, H2Call& call, steady_clock::time_point deadline, InterruptWatch& interrupt,
                   WaitWatch& wait_watch) {
  std::string outbox;
  bool peer_reads = true;
  while (true) {
    outbox += call.Output();
    if (call.state() == H2Call::State::kMalformed) return Exchanged::kMalformed;
    if (call.state() == H2Call::State::kDone) return Exchanged::kDone;
    // A peer that reads no more may still have said why.
    if (peer_reads) peer_reads = Send(fd, outbox);
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
    if ((watched[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0 && !Receive(fd, call)) {
      return call.state() == H2Call::State::kDone ? Exchanged::kDone : Exchanged::kLost;
    }
  }
}

// The daemon answers just before the deadline and knows what was slow; better its word than ours.
constexpr std::chrono::milliseconds kGrace{250};

// Whether a daemon that is ending says that it did not begin the call: in its own words, or in HTTP/2's (RFC
// 9113, section 7).
bool WasNotBegun(const H2Reply& reply, const std::optional<CallError>& error) {
  if (!reply.grpc_status) return reply.reset == NGHTTP2_REFUSED_STREAM;
  return error && error->Fact(chutesd::fact::kNotBegun) == "true";
}

// gRPC's server ends a call at its deadline with no more to say, if the daemon is a moment too late with its
// own word.
bool IsCutOff(const H2Reply& reply) {
  return reply.grpc_status == static_cast<int>(Code::kDeadlineExceeded) && !reply.details;
}

CallError ErrorOf(Exchanged outcome, const H2Call& call, const Endpoint& endpoint,
                  std::chrono::milliseconds timeout) {
  constexpr bool kOutcomeUnknown = true;
  switch (outcome) {
    case Exchanged::kTimeout:
      return {
          Fault::kTimeout, Code::kDeadlineExceeded,
          fmt::format("chutesd did not answer within {:g} s", static_cast<double>(timeout.count()) / 1000),
          ChutesCommand("status", "or allow more time with --timeout SECONDS"), kOutcomeUnknown};
    case Exchanged::kInterrupted:
      return {Fault::kInterrupted, Code::kCancelled, "interrupted", {}, kOutcomeUnknown};
    case Exchanged::kMalformed:
      return Malformed(call.fault());
    default:
      break;
  }
  // A daemon that accepts a connection greets before it reads a request, so silence means refusal.
  if (!call.heard()) return DeadSocketError(DeadSocket::kRefused, endpoint);
  return {Fault::kLost, Code::kUnavailable, "the connection to chutesd broke before its answer was complete",
          ChutesCommand("status", "to see whether it still runs"), kOutcomeUnknown};
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
    CallResult result = ReadReply(call.reply(), reply);
    const bool not_begun = WasNotBegun(call.reply(), result.error);
    return {std::move(result), false, not_begun};
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
    } else if (!made.not_begun) {
      return std::move(made.result);
    }
  }
}

}  // namespace chutes::rpc
