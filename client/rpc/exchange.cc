#include "client/rpc/exchange.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include "client/rpc/poll_timeout.h"

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

}  // namespace chutes::rpc
