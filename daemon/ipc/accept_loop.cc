#include "daemon/ipc/accept_loop.h"

#include <spdlog/spdlog.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <system_error>
#include <utility>

#include "daemon/ipc/peer_policy.h"

namespace chutesd::ipc {
namespace {

// How long to leave the queue alone when there is no descriptor to take a connection with: it stays
// readable, so waiting for it would spin.
constexpr std::chrono::milliseconds kDescriptorPause(100);

}  // namespace

AcceptLoop::AcceptLoop(asio::io_context& loop, int listen_fd, OnConnection on_connection, uid_t self)
    : listener_(loop, listen_fd),
      out_of_descriptors_(loop),
      on_connection_(std::move(on_connection)),
      self_(self) {}

AcceptLoop::~AcceptLoop() { Stop(); }

void AcceptLoop::Start() {
  running_ = true;
  Wait();
}

void AcceptLoop::Stop() {
  running_ = false;
  out_of_descriptors_.cancel();
  if (listener_.is_open()) listener_.release();
}

void AcceptLoop::AcceptWaiting() {
  // What goes wrong here goes wrong again, and is reported, when the loop gets to it.
  if (running_) AcceptQueued();
}

void AcceptLoop::Wait() {
  listener_.async_wait(asio::posix::stream_descriptor::wait_read, [this](std::error_code error) {
    if (!error && running_) AcceptAll();
  });
}

void AcceptLoop::AcceptAll() {
  const int failed = AcceptQueued();
  if (!running_) return;
  if (failed == 0) return Wait();
  spdlog::error("cannot accept a connection: {}; trying again in {} ms", std::strerror(failed),
                kDescriptorPause.count());
  out_of_descriptors_.expires_after(kDescriptorPause);
  out_of_descriptors_.async_wait([this](std::error_code error) {
    if (!error && running_) Wait();
  });
}

int AcceptLoop::AcceptQueued() {
  for (;;) {
    support::UniqueFd connection(
        accept4(listener_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (connection.valid()) {
      Admit(std::move(connection));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return 0;
    } else if (errno != EINTR && errno != ECONNABORTED) {
      return errno;
    }
  }
}

void AcceptLoop::Admit(support::UniqueFd connection) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  if (getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    spdlog::warn("a connection was closed: who made it cannot be told: {}", std::strerror(errno));
    return;
  }
  if (JudgePeer(peer.uid, self_) == Verdict::kDeny) {
    spdlog::warn("a connection of uid {} (pid {}) was closed: only uid {} may use this daemon", peer.uid,
                 peer.pid, self_);
    return;
  }
  on_connection_(std::move(connection));
}

}  // namespace chutesd::ipc
